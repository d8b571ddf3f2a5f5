/** `npm run client`: makes a client for the API in another language. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readArguments } from './arguments.ts';
import { ROOT } from './child.ts';
import { ClientError } from './client/client-error.ts';
import { loadDocument } from './client/document.ts';
import { type Language, nearestLanguage, readLanguages } from './client/languages.ts';
import { fetchGenerator, generateClient, IGNORE_FILE, requireJava } from './client/openapi-generator.ts';
import { refusal, replaceClient } from './client/output-folder.ts';
import { EXIT, runCommand } from './command.ts';
import { ScratchFolder } from './scratch-folder.ts';

const HELP = `Makes a client for the API, with openapi-generator.

Usage
  npm run client -- LANGUAGE [options]

Options
  --document FILE   the OpenAPI document, a file or an http or https URL (default openapi/openapi.yaml)
  --output DIR      where to write (default clients/LANGUAGE)
  --force           write even where there is something that is no generated client; only files of the same name are lost
  --list            show the languages
  --help            this text

Examples
  npm run client -- python
  npm run client -- go --output ../shop/petsage
  npm run client -- typescript --document http://localhost:3000/openapi.json

The settings of each language stand in openapitools.json; docs/clients.md has a first call in each. Needs Java 11 or newer.
Exit codes: 0 done, 1 failed, 2 misused.
`;

interface Options {
  /** Undefined when the languages are to be listed. */
  readonly language: Language | undefined;
  readonly document: string;
  readonly output: string;
  readonly force: boolean;
}

const { languages, version } = readLanguages(ROOT);

await runCommand({ help: HELP, helpCommand: 'npm run client -- --help', failures: [ClientError], parse, run });

async function run(options: Options): Promise<number> {
  if (options.language !== undefined) return make(options.language, options);
  process.stdout.write(table());
  return EXIT.done;
}

function parse(args: string[]): Options | undefined {
  const { values, positionals } = readArguments({
    args,
    allowPositionals: true,
    options: {
      document: { type: 'string' },
      output: { type: 'string' },
      force: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const names = languages.map(({ name }) => name);
  const [given, ...more] = positionals;
  const language = languages.find(({ name }) => name === given);
  if (!values.list) {
    const allowed = `Allowed is ${names.join(', ')}.`;
    if (given === undefined) throw new Error(`No LANGUAGE is given. ${allowed}`);
    if (more.length > 0) throw new Error(`${positionals.length} languages are given; one is made at a time.`);
    const meant = nearestLanguage(given, languages);
    if (language === undefined)
      throw new Error(`There is no language ${JSON.stringify(given)}.${meant === undefined ? '' : ` Did you mean ${meant}?`} ${allowed}`);
    if (values.document === '' || values.output === '') throw new Error('--document and --output want a value.');
  }
  return {
    language: values.list ? undefined : language,
    document: values.document ?? join(ROOT, language?.document ?? ''),
    output: resolve(values.output ?? language?.output ?? ''),
    force: values.force,
  };
}

function table(): string {
  const width = Math.max(...languages.map(({ name }) => name.length));
  return languages.map(({ name, generator }) => `${name.padEnd(width)}  ${generator}\n`).join('');
}

/** Whatever fails, the folder is as it was: the client is made elsewhere first. */
async function make(language: Language, { document, output, force }: Options): Promise<number> {
  const place = relative(process.cwd(), output) || '.';
  const refused = refusal(output);
  if (refused !== undefined && !(force && refused.canForce)) {
    const { reason, canForce } = refused;
    process.stderr.write(`${place} ${reason}; choose another folder with --output${canForce ? ', or write into it with --force' : ''}.\n`);
    return EXIT.misused;
  }
  const scratch = new ScratchFolder('client');
  try {
    const loaded = await loadDocument(document, scratch.path);
    requireJava();
    process.stderr.write(`a client for ${language.name} by openapi-generator ${version} (${language.generator}) …\n`);
    const jar = fetchGenerator({ version, hashFile: join(ROOT, 'openapi/openapi-generator.sha256'), root: ROOT });
    const made = join(scratch.path, 'client');
    mkdirSync(made);
    if (existsSync(join(output, IGNORE_FILE))) copyFileSync(join(output, IGNORE_FILE), join(made, IGNORE_FILE));
    generateClient(jar, language, loaded, made, scratch.path);
    process.stdout.write(`${replaceClient(made, output)} files in ${place}\nNext: docs/clients.md has a first call\n`);
    return EXIT.done;
  } finally {
    scratch.remove();
  }
}
