import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.ts';

/** A program that a team would write over a generated folder: it compiles if operations, types and the layer fit each other. */
const PROGRAM = (folder: string) => `import { createContract, type Handlers } from '${ROOT}/packages/openapi-koa/src/index.ts';
import { operations } from '${folder}/operations.cjs';
import type { Operations } from '${folder}/types.ts';

export const start = (handlers: Handlers<Operations>) =>
  createContract<Operations>({ operations, handlers, bodyLimitBytes: 1024, log: console as never, problemBase: () => '/problems' });
`;

/**
 * Type-checks everything in a generated folder, and handlers over it.
 *
 * @param program more of TypeScript, beside the folder
 * @param signal  ends the compiler
 * @returns what the compiler has to say; empty when it is content
 * @throws the reason of the signal
 */
export async function typeCheck(folder: string, program = '', signal?: AbortSignal): Promise<string> {
  const project = mkdtempSync(join(tmpdir(), 'type-check-'));
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] },
    include: ['*.ts', `${folder}/**/*.ts`, `${folder}/**/*.cts`],
    // Else nothing below a folder called node_modules.
    exclude: [],
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(project, 'program.ts'), `${PROGRAM(folder)}${program}`);
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(signal && { signal }),
  });
  child.on('error', () => undefined);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(child, 'close');
  rmSync(project, { recursive: true });
  signal?.throwIfAborted();
  return output;
}
