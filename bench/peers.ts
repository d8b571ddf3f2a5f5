import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CORPORA } from '../tools/lib/corpora.ts';
import { installFolder } from '../tools/lib/install-folder.ts';
import { ROOT } from '../tools/lib/root.ts';

const FOLDER = join(import.meta.dirname, 'peers');

/** Bun's program, as its package for this machine has it. */
export const BUN = join(FOLDER, `node_modules/@oven/bun-linux-${process.arch === 'arm64' ? 'aarch64' : 'x64'}/bin/bun`);

/**
 * Installs what only the bench needs, into `bench/peers`, unless it is there.
 *
 * @returns why that failed; undefined when all is there
 */
export function installPeers(): string | undefined {
  try {
    installFolder(FOLDER);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Loads a package of `bench/peers`, which is installed if it is not there.
 *
 * @throws Error if it cannot be installed
 */
export function requirePeer(name: string): unknown {
  installFolder(FOLDER);
  return createRequire(join(FOLDER, 'package.json'))(name);
}

/** The version of an installed package, of the peers, the corpora or the project. */
export function versionOf(name: string): string {
  const file = [FOLDER, CORPORA, ROOT].map((folder) => join(folder, 'node_modules', name, 'package.json')).find(existsSync);
  return file === undefined ? 'not installed' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
