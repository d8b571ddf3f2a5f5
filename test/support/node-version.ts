import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs another version of Node from npm, outside the project: in its `node_modules`, even under another name, it would add a second
 * `node` to the path of every npm script.
 *
 * @param folder  where to, which the caller removes
 * @param version such as `22.15` or `22`
 * @returns the path of its program
 */
export function installNode(folder: string, version: string): string {
  const prefix = mkdtempSync(join(folder, 'node-'));
  // npm runs only install scripts that are allowed.
  writeFileSync(join(prefix, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], { cwd: prefix, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm install node@${version} failed: ${stderr}`);
  return join(prefix, 'node_modules/node/bin/node');
}
