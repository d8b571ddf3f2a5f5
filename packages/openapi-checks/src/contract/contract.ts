import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, type CommandSpec, collect, createCommand, Option, quoted, UsageError, wholeNumber } from '@petsage/openapi-compiler/command-line';
import { ALLOW_FOLDER, allowedFolders } from '../lib/allow-folder.ts';
import { isFile } from '../lib/files.ts';
import { ABOUT, CHECK_NAMES, type CheckName, type ContractOptions } from './checks.ts';

interface Values {
  readonly only?: readonly string[];
  readonly require?: readonly string[];
  readonly document?: string;
  readonly allowFolder?: readonly string[];
  readonly rules?: string;
  readonly generated?: string;
  readonly base?: string;
  readonly changelog?: string;
  readonly service?: string;
  readonly ownService?: string;
  readonly start?: string;
  readonly setup?: string;
  readonly exceptions?: readonly string[];
  readonly cases: string;
  readonly seed: string;
  readonly varies?: readonly string[];
}

const DOCUMENT = 'openapi/openapi.yaml';
/** Properties and headers that differ in every response. */
const VARIES = ['timestamp', 'instance', 'X-Request-Id'];

export const contractSpec: CommandSpec<Values, ContractOptions> = {
  name: 'contract',
  description: 'Checks an OpenAPI document, the code generated from it and the running service against each other.',
  examples: [
    '$0',
    '$0 --only lint,drift',
    '$0 --only breaking --changelog -',
    '$0 --require breaking,conformance',
    '$0 --document ../shop/openapi.yaml --service http://localhost:8080',
    "$0 --document ../shop/openapi.yaml --service http://localhost:8080 --start 'npm --prefix ../shop start'",
  ],
  notes: `
--only, --require and --varies may be repeated, or have a comma-separated list; --allow-folder and --exceptions may be repeated. A second --document, as after the options of an npm script,
also drops --allow-folder, --generated, --own-service and --exceptions before it, which belong to the first.

An exception accepts findings of a check. When none is left, it is a finding itself:
  exceptions:
    - check: examples
      finding: 'GET /pets, status 200: /items/*/id is *'
      reason: The store assigns ids.

Checks:
${Object.entries(ABOUT)
  .map(([name, about]) => `  ${name.padEnd(13)} ${about}`)
  .join('\n')}

Each check ends with a line: its name, its exit code, what it found, and the time it took.`,
  exitCodes: '0 no check failed, 1 a check failed or was interrupted, 2 misused',
  define: (command) =>
    command
      .option('--only <name>', 'run this check only', collect)
      .option('--require <name>', 'fail if this check cannot be run, or not in full', collect)
      .addOption(
        new Option('--document <file>', `the OpenAPI document (default: "${DOCUMENT}")`).argParser((file: string, previous?: string) => {
          if (previous !== undefined && resolve(previous) !== resolve(file))
            for (const option of ['allowFolder', 'generated', 'ownService', 'exceptions']) command.setOptionValue(option, undefined);
          return file;
        }),
      )
      .option(...ALLOW_FOLDER)
      .option('--rules <file>', 'lint rules, a configuration of Redocly CLI (default: redocly.yaml beside the document, else its recommended rules)')
      .option('--generated <folder>', 'the folder that openapi-compile wrote for the document')
      .option('--base <file>', 'the released document (default: that of the last git tag vX.Y.Z)')
      .option('--changelog <file>', 'write the changes since the release, as Markdown; - for stdout, and the results then go to stderr')
      .option('--service <url>', 'a running service')
      .option('--own-service <file>', 'a Node program that serves the document, started on a free port, given as PORT and HOST, if there is no --service')
      .option('--start <command>', 'starts the service at --service when it is needed, and ends it after the checks')
      .option('--setup <command>', 'creates what the checks need, once the service listens; it gets the URL of the service as SERVICE_URL')
      .option('--exceptions <file>', 'findings that are accepted, each with its reason; a pattern, such as src/*/exceptions.yaml, may match none', collect)
      .option('--cases <number>', 'requests that conformance generates, at least; 0 for its fixed requests only', '2000')
      .option('--seed <number>', 'the seed of the generated requests', '1')
      .option('--varies <name>', `a property or header that may differ from the example, besides ${VARIES.join(', ')}`, collect),
  parse(values) {
    const only = checkNames('--only', values.only);
    const selected = only.length === 0 ? CHECK_NAMES : only;
    const required = checkNames('--require', values.require);
    const notSelected = required.find((name) => !selected.includes(name));
    if (notSelected !== undefined) throw new UsageError(`--require has ${notSelected}, which --only leaves out.`);
    if (values.changelog !== undefined && !selected.includes('breaking'))
      throw new UsageError('--changelog requires the check breaking, which --only leaves out.');
    if (values.setup !== undefined && values.service === undefined && values.ownService === undefined)
      throw new UsageError('--setup requires --service or --own-service, the service that it sets up.');
    if (values.start !== undefined && values.service === undefined) throw new UsageError('--start requires --service, the URL where the service then listens.');
    return {
      only: selected,
      require: required,
      document: existingFile('--document', values.document ?? DOCUMENT),
      allowFolders: allowedFolders(values.allowFolder),
      rules: values.rules === undefined ? undefined : existingFile('--rules', values.rules),
      generated: values.generated === undefined ? undefined : resolve(values.generated),
      base: values.base === undefined ? undefined : existingFile('--base', values.base),
      changelog: values.changelog === undefined || values.changelog === '-' ? values.changelog : resolve(values.changelog),
      service: serviceUrl(values.service),
      ownService: values.ownService === undefined ? undefined : existingFile('--own-service', values.ownService),
      cases: wholeNumber('--cases', values.cases, 0, 1_000_000),
      seed: wholeNumber('--seed', values.seed, 0, 2 ** 31 - 1),
      varies: [...VARIES, ...listed(values.varies)].map((name) => name.toLowerCase()),
      start: values.start,
      setUp: values.setup,
      exceptions: exceptionFiles(values.exceptions),
    };
  },
  run: async (options) => (await import('./run-checks.ts')).runChecks(options),
};

export function contractCommand(): Command {
  return createCommand(contractSpec);
}

function listed(values: readonly string[] = []): string[] {
  return values.flatMap((list) => list.split(','));
}

function checkNames(option: string, values: readonly string[] | undefined): CheckName[] {
  const names = listed(values);
  const unknown = names.find((name) => !(CHECK_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new UsageError(`${option} must be one of ${CHECK_NAMES.join(', ')}; got ${quoted(unknown)}.`);
  return CHECK_NAMES.filter((name) => names.includes(name));
}

function existingFile(option: string, path: string): string {
  if (!isFile(path)) throw new UsageError(`${option} must be a file; ${quoted(path)} is not.`);
  return resolve(path);
}

/** A pattern may match no file, as in a repository whose features need no exceptions. */
function exceptionFiles(patterns: readonly string[] = []): string[] {
  return patterns
    .flatMap((pattern) => (pattern.includes('*') ? globSync(pattern).toSorted() : existingFile('--exceptions', pattern)))
    .map((file) => resolve(file));
}

function serviceUrl(service: string | undefined): string | undefined {
  if (service === undefined) return undefined;
  if (!URL.canParse(service) || !/^https?:$/.test(new URL(service).protocol))
    throw new UsageError(`--service must be an http or https URL, such as http://localhost:3000; got ${quoted(service)}.`);
  return service.replace(/\/+$/, '');
}
