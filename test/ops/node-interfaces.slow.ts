import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE_MS } from '../support/wait.ts';
import { interfacesOf, NODE_INTERFACES } from './node-interfaces.ts';

/**
 * Node from npm, installed outside the project: in its `node_modules`, even under another name, it would add a second `node` to the path of
 * every npm script.
 */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-versions-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the undocumented interfaces of Node are as the server expects, on this version', () => {
  expect(interfacesOf(process.execPath)).toEqual(NODE_INTERFACES);
});

test.each(['22.15', '22'])(
  'the undocumented interfaces of Node are as the server expects, on Node.js %s',
  (version) => {
    const prefix = mkdtempSync(join(folder, 'node-'));
    // npm runs only install scripts that are allowed.
    writeFileSync(join(prefix, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
    const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], { cwd: prefix, encoding: 'utf8' });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(interfacesOf(join(prefix, 'node_modules/node/bin/node'))).toEqual(NODE_INTERFACES);
  },
  5 * MINUTE_MS,
);
