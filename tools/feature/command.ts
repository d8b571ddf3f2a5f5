import { readArguments } from '../arguments.ts';

export const HELP = `Makes a complete, running feature from a request: contract, generated code, service, handler, tests and README.

Usage
  npm run feature -- [REQUEST] [options]

  REQUEST is a file, YAML or JSON; without it and without flags the request is read from stdin, or asked for on a terminal.
  openapi/feature-request.schema.json describes it.

Request
  --name NAME            lower-case words with _ or - between them, such as smoke_test
  --description TEXT     what the feature is for
  --requirements TEXT    what is asked for beyond the contract; may be given several times; "none" for nothing
  --method METHOD        GET (default), POST, PUT, PATCH or DELETE
  --path PATH            default /api/v1/ and the name
  --tag TAG              the tag of operations that have none; default the name in PascalCase
  --openapi FILE         an OpenAPI fragment with the feature's operations, in place of --method and --path

Options
  --missing              scaffold every operation of the document that has no handler; --name puts them all into one feature
  --remove NAME          take back exactly what was made of a feature
  --lists                rewrite the lists of features and of security handlers from the folders src/features and src/security
  --dry-run              write nothing; show the plan and its diff
  --force                make a feature anew that was made before; with --remove, lose changes that were made since
  --json                 the result as JSON on stdout
  --help                 this text

Examples
  npm run feature -- --name pet_mood --description 'Says how pets are'
  npm run feature -- request.json --dry-run
  echo '{"feature": "pets", "description": "The pets", "openapi": "pets.yaml"}' | npm run -s feature -- --json
  npm run feature -- --remove pet_mood
  npm run feature -- --lists

Exit codes: 0 done, 1 failed or interrupted and nothing is changed, 2 the command or the request is refused and nothing is changed.
`;

/** What was asked for on the command line. */
export interface Command {
  /** The request's file. */
  readonly file: string | undefined;
  /** The members of a request that were given as flags; undefined where none was. */
  readonly flags: Readonly<Record<string, unknown>> | undefined;
  readonly missing: boolean;
  readonly remove: string | undefined;
  readonly lists: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

/**
 * Reads the command line.
 *
 * @returns undefined when help is asked for
 * @throws Error saying in its first line what is wrong with the command
 */
export function parseCommand(args: readonly string[]): Command | undefined {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      description: { type: 'string' },
      requirements: { type: 'string', multiple: true },
      method: { type: 'string' },
      path: { type: 'string' },
      tag: { type: 'string' },
      openapi: { type: 'string' },
      missing: { type: 'boolean', default: false },
      remove: { type: 'string' },
      lists: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
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
  const [file, ...more] = positionals;
  if (more.length > 0) throw new Error(`${positionals.length} requests are given; one feature is made at a time.`);
  if (file !== undefined && entries.length > 0) throw new Error('A request is given as a file and by flags; one of them is allowed.');
  if (values.remove !== undefined && (file !== undefined || entries.length > 0 || values.missing)) throw new Error('--remove stands without a request.');
  if (values.lists && (file !== undefined || entries.length > 0 || values.missing || values.force || values.remove !== undefined))
    throw new Error('--lists stands alone; allowed beside it are --dry-run and --json.');
  if (values.missing && (file !== undefined || entries.some(([key]) => key !== 'feature' && key !== 'description' && key !== 'requirements')))
    throw new Error('--missing stands without a request; allowed beside it is --name, --description and --requirements.');
  return {
    file,
    flags: entries.length === 0 ? undefined : Object.fromEntries(entries),
    missing: values.missing,
    remove: values.remove,
    lists: values.lists,
    dryRun: values['dry-run'],
    force: values.force,
    json: values.json,
  };
}
