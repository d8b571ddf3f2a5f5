import { type CommandSpec, quoted, UsageError, wholeNumber } from '@petsage/openapi-checks/lib';
import { readLanguages } from '../../tools/client/languages.ts';
import { ROOT } from '../../tools/lib/root.ts';

/** What is proven, and how. */
export interface ClientsOptions {
  readonly names: readonly string[];
  readonly required: readonly string[];
  readonly jobs: number;
  readonly keep: boolean;
  /** Whether to commit what became better. */
  readonly update: boolean;
}

interface Values {
  readonly only?: string;
  readonly require?: string;
  readonly jobs: string;
  readonly keep?: true;
  readonly update?: true;
}

export const clientsSpec: CommandSpec<Values, ClientsOptions> = {
  name: 'npm run test:clients --',
  description: 'Generates a client in every language, builds it where the toolchain is on the machine, and calls the service with it.',
  examples: ['$0', '$0 --only go', '$0 --require typescript,python,go,java,rust'],
  notes: `
Each client reads the typed response of the service, that of a newer service which has more properties, and the typed problem of one that is
shutting down. Then it sends every kind of parameter, form and body to a service that records what it got; tools/client/matrix.json has what
arrives, and less is a failure. Needs Java 11 or newer.`,
  exitCodes: '0 no failure, 1 a client failed or a required one was not called, 2 misused',
  define: (command) =>
    command
      .option('--only <list>', 'only these languages, separated by commas')
      .option('--require <list>', 'fail if one of these could not be called')
      .option('--jobs <number>', 'languages at a time', '2')
      .option('--update', 'write what arrives now, and did not before, into tools/client/matrix.json and docs/clients.md')
      .option('--keep', 'keep the folder with clients and programs, and print its path'),
  parse,
  run: async (options) => (await import('./prove.ts')).proveAll(options),
};

function parse(values: Values): ClientsOptions {
  const all = readLanguages(ROOT).languages.map(({ name }) => name);
  const list = (option: string, text: string | undefined): string[] | undefined => {
    const names = text?.split(',').map((name) => name.trim());
    const unknown = names?.find((name) => !all.includes(name));
    if (unknown !== undefined) throw new UsageError(`${option} must be a list of ${all.join(', ')}; got ${quoted(unknown)}.`);
    return names;
  };
  const required = list('--require', values.require) ?? [];
  const names = list('--only', values.only) ?? all;
  const left = required.find((name) => !names.includes(name));
  if (left !== undefined) throw new UsageError(`--require has ${left}, which --only leaves out.`);
  return { names, required, jobs: wholeNumber('--jobs', values.jobs, 1, 99), keep: values.keep ?? false, update: values.update ?? false };
}
