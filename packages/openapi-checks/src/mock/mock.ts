import { resolve } from 'node:path';
import { type Command, type CommandSpec, collect, createCommand, quoted, UsageError, wholeNumber } from '@petsage/openapi-compiler/command-line';
import { ALLOW_FOLDER, allowedFolders } from '../lib/allow-folder.ts';
import { parseDuration } from '../lib/duration.ts';
import { isFile } from '../lib/files.ts';
import { MAX_DELAY_MS } from './preferences.ts';
import type { MockOptions } from './serve.ts';

interface Values {
  readonly document: string;
  readonly allowFolder?: readonly string[];
  readonly port: string;
  readonly host: string;
  readonly dynamic?: true;
  readonly seed?: string;
  readonly delay: string;
  readonly origin?: readonly string[];
}

export const mockSpec: CommandSpec<Values, MockOptions> = {
  name: 'mock',
  description: "Serves the document's own examples, and refuses what the service refuses, without the service.",
  examples: [
    '$0',
    '$0 --document ../shop/openapi.yaml',
    '$0 --port 4020 --dynamic --delay 2s',
    '$0 --origin http://localhost:5173',
    "curl http://127.0.0.1:4010/pets -H 'Prefer: code=503, delay=500ms'",
    "curl http://127.0.0.1:4010/pets -H 'Prefer: code=400, example=malformed-target'",
  ],
  notes: 'A changed document is served as soon as it is saved.',
  exitCodes: '0 ended by a signal, 1 failed, such as on a port in use, 2 misused',
  define: (command) =>
    command
      .option('--document <file>', 'the OpenAPI document', 'openapi/openapi.yaml')
      .option(...ALLOW_FOLDER)
      .option('--port <number>', 'the port to listen on', '4010')
      .option('--host <host>', 'the address to listen on', '127.0.0.1')
      .option('--dynamic', 'generate responses from the schemas')
      .option('--seed <text>', 'for --dynamic: the same seed generates the same responses (default: "mock")')
      .option('--delay <time>', 'how long every response takes, such as 500ms or 2s', '0s')
      .option(
        '--origin <origin>',
        'an origin whose pages may send credentials, such as cookies; may be repeated (default: every origin, without credentials)',
        collect,
      ),
  parse({ document, allowFolder, port, host, dynamic, seed, delay, origin = [] }) {
    if (seed !== undefined && !dynamic) throw new UsageError('--seed requires --dynamic.');
    if (seed === '') throw new UsageError('--seed must not be empty.');
    if (!isFile(document)) throw new UsageError(`${quoted(document)} is not a file; --document expects an OpenAPI document.`);
    const allowFolders = allowedFolders(allowFolder);
    const delayMs = parseDuration(delay);
    if (delayMs === undefined || delayMs > MAX_DELAY_MS) throw new UsageError(`--delay must be a time up to 10m, such as 500ms or 2s; got ${quoted(delay)}.`);
    const invalid = origin.find((each) => !URL.canParse(each) || new URL(each).origin !== each);
    if (invalid !== undefined) throw new UsageError(`--origin must be an origin without a path, such as http://localhost:5173; got ${quoted(invalid)}.`);
    return {
      document: resolve(document),
      allowFolders,
      delayMs,
      origins: origin,
      port: wholeNumber('--port', port, 1, 65_535),
      host,
      dynamic: dynamic ?? false,
      seed: seed ?? 'mock',
    };
  },
  run: async (options) => (await import('./serve.ts')).serveMock(options),
  failures: ['RefusedDocument'],
};

export function mockCommand(): Command {
  return createCommand(mockSpec);
}
