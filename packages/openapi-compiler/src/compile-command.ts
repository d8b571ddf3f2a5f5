/** The command line of `openapi-compile`. The compiler is loaded once the options are known to be right. */
import { createCommand, RequiredOption, runCommand } from './command-line.ts';
import type { CompileFolderOptions } from './compile-folder.ts';
import { COMPILER } from './version.ts';

const EPILOG = `Examples:
  openapi-compile --document openapi.yaml --output src/generated
  openapi-compile --document openapi.yaml --output src/generated --check

What a server cannot enforce, such as callbacks, is listed on stderr. A document
that cannot be compiled leaves the folder as it is.

Exit codes: 0 done, 1 failed or different, 2 misused.`;

const command = createCommand(
  'openapi-compile',
  'Compiles an OpenAPI document into validators, types and an operation table for @petsage/openapi-koa.',
  COMPILER.version,
  EPILOG,
)
  .addOption(new RequiredOption('--document <file>', 'the OpenAPI document, YAML or JSON'))
  .addOption(new RequiredOption('--output <folder>', 'a new or empty folder, or one that this command wrote; files that it no longer generates are removed'))
  .option('--check', 'write nothing; compare with the folder and list every difference')
  .option('--open-responses', 'let responses have properties that the document does not name, unless it forbids them')
  .action(async (options: CompileFolderOptions) => {
    const { compileFolder } = await import('./compile-folder.ts');
    process.exitCode = compileFolder(options);
  });

await runCommand(command);
