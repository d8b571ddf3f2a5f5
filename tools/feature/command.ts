import { type CommandSpec, collect, EXIT, UsageError } from '@petsage/openapi-checks/lib';
import { faultJson } from './report.ts';

/** The parsed command line. */
export interface Command {
  /** The file of the request. */
  readonly file: string | undefined;
  /** The properties of a request that were given as options; undefined if none was. */
  readonly flags: Readonly<Record<string, unknown>> | undefined;
  readonly missing: boolean;
  readonly remove: string | undefined;
  readonly lists: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

interface Values {
  readonly name?: string;
  readonly description?: string;
  readonly requirements?: readonly string[];
  readonly method?: string;
  readonly path?: string;
  readonly tag?: string;
  readonly openapi?: string;
  readonly missing?: true;
  readonly remove?: string;
  readonly lists?: true;
  readonly dryRun?: true;
  readonly force?: true;
  readonly json?: true;
}

export const featureSpec: CommandSpec<Values, Command> = {
  name: 'npm run feature --',
  description: 'Makes a complete, running feature from a request: contract, generated code, service, handler, tests and README.',
  examples: [
    "$0 --name pet_mood --description 'Says how pets are'",
    '$0 request.json --dry-run',
    `echo '{"feature": "pets", "description": "The pets", "openapi": "pets.yaml"}' | npm run -s feature -- --json`,
    '$0 --remove pet_mood',
    '$0 --lists',
  ],
  exitCodes: '0 done, 1 failed or interrupted and nothing is changed, 2 the command or the request is refused and nothing is changed',
  define: (command) =>
    command
      .argument('[request]', 'a YAML or JSON file, described by openapi/feature-request.schema.json; without it and without options for one, stdin or prompts')
      .optionsGroup('Request:')
      .option('--name <name>', 'lower-case words with _ or - between them, such as smoke_test')
      .option('--description <text>', 'what the feature is for')
      .option('--requirements <text>', 'requirements beyond the contract; may be repeated; "none" for none', collect)
      .option('--method <method>', 'GET (default), POST, PUT, PATCH or DELETE')
      .option('--path <path>', 'default: /api/v1/ and the name')
      .option('--tag <tag>', 'the tag of operations that have none (default: the name in PascalCase)')
      .option('--openapi <file>', "an OpenAPI fragment with the feature's operations, instead of --method and --path")
      .optionsGroup('Options:')
      .option('--missing', 'scaffold every operation of the document that has no handler; --name puts them all into one feature')
      .option('--remove <name>', 'remove exactly what was made for a feature')
      .option('--lists', 'rewrite the lists of features and of security handlers from the folders src/features and src/security')
      .option('--dry-run', 'write nothing; show the plan and its diff')
      .option('--force', 'make an existing feature anew; with --remove, lose changes that were made since')
      .option('--json', 'print the result as JSON'),
  parse: parseValues,
  run: async (command) => (await import('./run-feature.ts')).runFeature(command),
  onUsageError(message) {
    if (process.argv.includes('--json')) process.stdout.write(faultJson(EXIT.misused, [{ pointer: '', message }]));
  },
};

function parseValues(values: Values, [file]: readonly string[]): Command {
  const { name, description, requirements, method, path, tag, openapi } = values;
  const [only] = requirements ?? [];
  const given = {
    feature: name,
    description,
    requirements: requirements?.length === 1 ? only : requirements,
    method: method?.toUpperCase(),
    path,
    tag,
    openapi,
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const missing = values.missing ?? false;
  if (file !== undefined && entries.length > 0) throw new UsageError('A request is either a file or options, not both.');
  if (values.remove !== undefined && (file !== undefined || entries.length > 0 || missing)) throw new UsageError('--remove takes no request.');
  const lists = values.lists ?? false;
  if (lists && (file !== undefined || entries.length > 0 || missing || values.force === true || values.remove !== undefined))
    throw new UsageError('--lists can only be combined with --dry-run and --json.');
  if (missing && (file !== undefined || entries.some(([key]) => key !== 'feature' && key !== 'description' && key !== 'requirements')))
    throw new UsageError('--missing takes no request; allowed with it are --name, --description and --requirements.');
  return {
    file,
    flags: entries.length === 0 ? undefined : Object.fromEntries(entries),
    missing,
    remove: values.remove,
    lists,
    dryRun: values.dryRun ?? false,
    force: values.force ?? false,
    json: values.json ?? false,
  };
}
