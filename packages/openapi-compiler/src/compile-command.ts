/** The command line of `openapi-compile`. The compiler is loaded once the options are known to be right. */
import { type CommandSpec, collect, createCommand, runCommand, UsageError } from './command-line.ts';
import type { CompileFolderOptions } from './compile-folder.ts';
import { COMPILER } from './version.ts';

const DOCUMENT = '--document <file>';
const OUTPUT = '--output <folder>';

const spec: CommandSpec<Partial<CompileFolderOptions>, CompileFolderOptions> = {
  name: 'openapi-compile',
  description: 'Compiles an OpenAPI document into validators, types and an operation table for @petsage/openapi-koa.',
  examples: ['$0 --document openapi.yaml --output src/generated', '$0 --document openapi.yaml --output src/generated --check'],
  notes: `
Errors, warnings and what is not enforced, such as callbacks, are reported on
stderr, each with a code; docs/diagnostics.md lists all codes. A document that
cannot be compiled leaves the folder as it is.
`,
  exitCodes: '0 done, 1 failed or different, 2 misused',
  define: (command) =>
    command
      .usage(`${DOCUMENT} ${OUTPUT} [options]`)
      .version(COMPILER.version, '--version', 'print the version')
      .option(DOCUMENT, 'the OpenAPI document, YAML or JSON')
      .option(OUTPUT, 'a new or empty folder, or one that this command wrote; files that it no longer generates are removed')
      .option('--check', 'write nothing; compare with the folder and list every difference')
      .option('--open-responses', 'let responses have properties that the document does not name, unless it forbids them')
      .option('--discriminator-selects', "validate against the schema that a discriminator's property names, and no other of its oneOf or anyOf")
      .option('--allow <code>', 'report an error as a warning; operations that cannot be served are left out; may be repeated', collect)
      .option('--deny <code>', 'report a warning or info as an error; may be repeated', collect),
  parse({ document = missing(DOCUMENT), output = missing(OUTPUT), ...options }) {
    return { ...options, document, output };
  },
  async run(options) {
    const { compileFolder } = await import('./compile-folder.ts');
    return compileFolder(options);
  },
};

/** Not commander's own mandatory options: it checks those before unknown ones, and a misspelt option would be reported as missing. */
function missing(flags: string): never {
  throw new UsageError(`Option '${flags}' is required.`);
}

await runCommand(createCommand(spec));
