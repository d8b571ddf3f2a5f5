import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The expected result of each check of `test/support/node-interfaces.ts`. */
export const NODE_INTERFACES = {
  'a client closes its side before its response': '200 closed',
  'a client closes its side before several responses': '200 200 200 closed',
  'a client closes its side behind more requests than one read gives': `${'200 '.repeat(5000)}closed`,
  'an upgrade comes with another request': '200 closed',
  'a target is too long': '414 closed',
  'a target is too long, in two packets': '414 closed',
  'a header is too long': '431 closed',
  'a method is unknown': '501 closed',
  'a body never ends after its response': '200 closed',
  'a malformed message comes behind a slow response': '200 400 closed',
  'CONNECT comes behind a slow response': '200 405 closed',
  'empty lines come on an idle connection': '200 closed',
  'a request comes on an idle connection whose listener is closed': 'HTTP/1.1 200 HTTP/1.1 200',
};

/**
 * Runs the checks.
 *
 * @param node path of a Node executable, 22.15 or newer
 */
export function interfacesOf(node: string): unknown {
  // The first versions of Node 22 run TypeScript only with this option, and print a warning.
  const program = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', join(__dirname, '../support/node-interfaces.ts')];
  const { stdout, stderr } = spawnSync(node, program, { encoding: 'utf8', timeout: 60_000 });
  return stderr === '' ? JSON.parse(stdout) : stderr;
}
