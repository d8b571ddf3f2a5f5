import { resolve } from 'node:path';
import { type Command, type CommandSpec, createCommand, quoted, UsageError, wholeNumber } from '@petsage/openapi-compiler/command-line';
import { isFile } from '../lib/files.ts';
import type { MockOptions } from './serve.ts';

interface Values {
  readonly document: string;
  readonly port: string;
  readonly host: string;
  readonly dynamic?: true;
  readonly seed?: string;
}

export const mockSpec: CommandSpec<Values, MockOptions> = {
  name: 'mock',
  description: "Serves the document's own examples, and refuses what the service refuses, without the service.",
  examples: [
    '$0',
    '$0 --document ../shop/openapi.yaml',
    '$0 --port 4020 --dynamic',
    "curl http://127.0.0.1:4010/pets -H 'Prefer: code=503'",
    "curl http://127.0.0.1:4010/pets -H 'Prefer: code=400, example=malformed-target'",
  ],
  notes: 'A changed document is served as soon as it is saved.',
  exitCodes: '0 ended by a signal, 1 failed, such as on a port in use, 2 misused',
  define: (command) =>
    command
      .option('--document <file>', 'the OpenAPI document', 'openapi/openapi.yaml')
      .option('--port <number>', 'the port to listen on', '4010')
      .option('--host <host>', 'the address to listen on', '127.0.0.1')
      .option('--dynamic', 'generate responses from the schemas')
      .option('--seed <text>', 'for --dynamic: the same seed generates the same responses (default: "mock")'),
  parse({ document, port, host, dynamic, seed }) {
    if (seed !== undefined && !dynamic) throw new UsageError('--seed requires --dynamic.');
    if (seed === '') throw new UsageError('--seed must not be empty.');
    if (!isFile(document)) throw new UsageError(`${quoted(document)} is not a file; --document expects an OpenAPI document.`);
    return { document: resolve(document), port: wholeNumber('--port', port, 1, 65_535), host, dynamic: dynamic ?? false, seed: seed ?? 'mock' };
  },
  run: async (options) => (await import('./serve.ts')).serveMock(options),
  failures: ['RefusedDocument'],
};

export function mockCommand(): Command {
  return createCommand(mockSpec);
}
