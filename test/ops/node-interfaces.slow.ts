import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installNode } from '../support/node-version.ts';
import { MINUTE_MS } from '../support/wait.ts';
import { interfacesOf, NODE_INTERFACES } from './node-interfaces.ts';

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
    expect(interfacesOf(installNode(folder, version))).toEqual(NODE_INTERFACES);
  },
  5 * MINUTE_MS,
);
