/** The command line of `openapi-compile`. The compiler is loaded once the options are known to be right. */
import { type CommandSpec, collect, createCommand, Option, runCommand, UsageError } from './command-line.ts';
import type { Config } from './config.ts';
import { COMPILER } from './version.ts';

const DOCUMENT = '--document <file>';
const OUTPUT = '--output <folder>';

/** What the flags say; a config file says what they leave open. */
type Flags = Config & {
  readonly check?: boolean;
  readonly cache?: boolean;
  readonly config?: string;
  readonly overlay?: readonly string[];
  readonly allowFolder?: readonly string[];
};

const spec: CommandSpec<Flags, Flags> = {
  name: 'openapi-compile',
  description: 'Compiles an OpenAPI document into validators, types and an operation table for @petsage/openapi-koa.',
  examples: [
    '$0 --document openapi.yaml --output src/generated',
    '$0 --document openapi.yaml --output src/generated --check',
    '$0 --config openapi.config.json',
  ],
  notes: `
Errors, warnings and what is not enforced, such as callbacks, are reported on
stderr, each with a code; docs/diagnostics.md lists all codes. A document that
cannot be compiled leaves the folder as it is.

Options may stand in openapi.config.json, in the folder where the command runs,
or in the file that --config names: {"document": "openapi.yaml", "output":
"src/generated"}. Flags win over it; its paths are relative to it.
`,
  exitCodes: '0 done, 1 failed or different, 2 misused',
  define: (command) =>
    command
      .usage('[options]')
      .version(COMPILER.version, '--version', 'print the version')
      .option(DOCUMENT, 'the OpenAPI document, YAML or JSON; required, here or in the config file')
      .option(
        OUTPUT,
        'a new or empty folder, or one that this command wrote; files that it no longer generates are removed; required, here or in the config file',
      )
      .option('--config <file>', 'a file with these options; by default openapi.config.json, if there is one')
      .option('--overlay <file>', 'changes to the document (OpenAPI Overlay 1.1), applied in order; may be repeated', collect)
      .option('--allow-folder <folder>', "a folder beside the document's own whose files it may refer to; may be repeated", collect)
      .option('--check', 'write nothing; compare with the folder and list every difference')
      .option('--open-responses', 'let responses have properties that the document does not name, unless it forbids them')
      .option('--discriminator-selects', "validate against the schema that a discriminator's property names, and no other of its oneOf or anyOf")
      .addOption(
        new Option('--nullable <reading>', 'what `nullable: true` of OpenAPI 3.0 means: null is valid, or the letter of the specification').choices([
          'intended',
          'literal',
        ]),
      )
      .option('--keep-read-only', 'validate and keep read-only properties of requests, which are removed otherwise')
      .option('--no-cache', 'make every module again; without, those that did not change are taken from a cache')
      .option('--allow <code>', 'report an error as a warning; operations that cannot be served are left out; may be repeated', collect)
      .option('--deny <code>', 'report a warning or info as an error; may be repeated', collect),
  parse: (flags) => flags,
  async run({ config, overlay, allowFolder, cache, ...flags }) {
    // Before anything large is loaded, which takes as long as to compile a small document.
    if (cache !== false) (await import('./cache/cache-folder.ts')).cacheModules();
    const { readConfig } = await import('./config.ts');
    const lists = { ...(cache === false && { cache }), ...(overlay && { overlays: overlay }), ...(allowFolder && { allowFolders: allowFolder }) };
    const { document, output, ...options } = { ...readConfig(config), ...flags, ...lists };
    if (document === undefined) missing(DOCUMENT);
    if (output === undefined) missing(OUTPUT);
    const { compileFolder } = await import('./compile-folder.ts');
    return compileFolder({ ...options, document, output });
  },
};

/** Not commander's own mandatory options: it checks those before unknown ones, and a misspelt option would be reported as missing. */
function missing(flags: string): never {
  throw new UsageError(`Option '${flags}' is required, on the command line or in openapi.config.json.`);
}

await runCommand(createCommand(spec));
