import { join, resolve } from 'node:path';
import { ALLOW_FOLDER, allowedFolders, type CommandSpec, EXIT, quoted, UsageError } from '@petsage/openapi-checks/lib';
import { ROOT } from '../lib/root.ts';
import { nearestLanguage, readLanguages } from './languages.ts';
import type { ClientOptions } from './make-client.ts';

interface Values {
  readonly document?: string;
  readonly allowFolder?: readonly string[];
  readonly output?: string;
  readonly force?: true;
  readonly list?: true;
}

const { languages, version } = readLanguages(ROOT);
const names = languages.map(({ name }) => name);

export const clientSpec: CommandSpec<Values, ClientOptions | 'list'> = {
  name: 'npm run client --',
  description: 'Generates a client for the API, with openapi-generator. Requires Java 11 or newer.',
  examples: ['$0 python', '$0 go --output ../shop/petsage', '$0 typescript --document http://localhost:3000/openapi.json'],
  notes: 'openapitools.json has the settings of each language; docs/clients.md has a first request in each.',
  define: (command) =>
    command
      .argument('[language]', 'one of those that --list prints')
      .option('--document <file>', 'the OpenAPI document, a file or an http or https URL (default: "openapi/openapi.yaml")')
      .option(...ALLOW_FOLDER)
      .option('--output <folder>', 'where to write (default: clients/LANGUAGE)')
      .option('--force', 'write into a folder that has other files, too; only files of the same name are replaced')
      .option('--list', 'print the languages'),
  parse({ document, allowFolder, output, force, list }, [name]) {
    if (list) return 'list';
    const allowed = `Languages are ${names.join(', ')}.`;
    if (name === undefined) throw new UsageError(`A language is required. ${allowed}`);
    const language = languages.find((each) => each.name === name);
    if (language === undefined) {
      const nearest = nearestLanguage(name, languages);
      throw new UsageError(`Unknown language ${quoted(name)}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`} ${allowed}`);
    }
    if (document === '' || output === '') throw new UsageError('--document and --output must not be empty.');
    return {
      language,
      version,
      document: document ?? join(ROOT, language.document),
      allowFolders: allowedFolders(allowFolder),
      output: resolve(output ?? language.output),
      force: force ?? false,
    };
  },
  async run(options) {
    if (options !== 'list') return (await import('./make-client.ts')).makeClient(options);
    process.stdout.write(table());
    return EXIT.done;
  },
  failures: ['ClientError'],
};

function table(): string {
  const width = Math.max(...names.map(({ length }) => length));
  return languages.map(({ name, generator }) => `${name.padEnd(width)}  ${generator}\n`).join('');
}
