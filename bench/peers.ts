import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child-process.ts';

const FOLDER = join(import.meta.dirname, 'peers');
const LOCK = join(FOLDER, 'package-lock.json');
/** Says from which lock file the folder was installed. */
const INSTALLED = join(FOLDER, 'node_modules/.installed.sha256');

/**
 * Installs what only the bench needs, into `bench/peers`, unless it is there.
 *
 * @returns why that failed; undefined when all is there
 */
export async function installPeers(): Promise<string | undefined> {
  const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return undefined;
  process.stderr.write('Installing the peers: npm ci in bench/peers …\n');
  const { code, stderr } = await run('npm', ['ci'], FOLDER, true);
  if (code !== 0) return `npm ci in bench/peers failed: ${stderr.trim().split('\n')[0]}`;
  writeFileSync(INSTALLED, wanted);
  return undefined;
}

/** The version of an installed package, of the peers or the project. */
export function versionOf(name: string): string {
  const file = [FOLDER, join(FOLDER, '../..')].map((folder) => join(folder, 'node_modules', name, 'package.json')).find(existsSync);
  return file === undefined ? 'not installed' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
