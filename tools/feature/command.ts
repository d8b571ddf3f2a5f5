import { readArguments } from '../arguments.ts';

export const HELP = `Makes a complete feature from a request: contract, generated code, service, handler, tests and README.

Usage
  npm run feature -- [REQUEST] [options]

  REQUEST is a YAML or JSON file. Without it and without flags, the request is read from stdin, or prompted for on a terminal.
  openapi/feature-request.schema.json describes it.

Request
  --name NAME            lower-case words separated by _ or -, such as smoke_test
  --description TEXT     what the feature is for
  --requirements TEXT    a requirement beyond the contract; repeatable; "none" for none
  --method METHOD        GET (default), POST, PUT, PATCH or DELETE
  --path PATH            default /api/v1/ and the name
  --tag TAG              tag of operations without one; default the name in PascalCase
  --openapi FILE         an OpenAPI fragment with the feature's operations, instead of --method and --path

Options
  --missing              make features for operations of the document without a handler; --name puts them into one
  --remove NAME          remove exactly what was made for a feature
  --lists                rewrite the lists of features and of security handlers from the folders src/features and src/security
  --dry-run              show the plan and its diff, write nothing
  --force                make an existing feature again; with --remove, discard later changes
  --json                 print the result as JSON on stdout
  --help                 show this text

Examples
  npm run feature -- --name pet_mood --description 'Says how pets are'
  npm run feature -- request.json --dry-run
  echo '{"feature": "pets", "description": "The pets", "openapi": "pets.yaml"}' | npm run -s feature -- --json
  npm run feature -- --remove pet_mood
  npm run feature -- --lists

Exit codes: 0 done, 1 failed or interrupted, 2 command or request refused. After 1 and 2 nothing has changed.
`;

/** The command line, parsed. */
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
  if (more.length > 0) throw new Error(`${positionals.length} requests were given, but one feature is made at a time.`);
  if (file !== undefined && entries.length > 0) throw new Error('A request was given both as a file and by flags; allowed is one of them.');
  if (values.remove !== undefined && (file !== undefined || entries.length > 0 || values.missing))
    throw new Error('--remove cannot be combined with a request or --missing.');
  if (values.lists && (file !== undefined || entries.length > 0 || values.missing || values.force || values.remove !== undefined))
    throw new Error('--lists can only be combined with --dry-run and --json.');
  if (values.missing && (file !== undefined || entries.some(([key]) => key !== 'feature' && key !== 'description' && key !== 'requirements')))
    throw new Error('--missing cannot be combined with a request; allowed with it are --name, --description and --requirements.');
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
