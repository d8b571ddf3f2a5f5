/** `npm run test:json-schema`: the official JSON Schema test suite, through the validators that we generate. */
import { readArguments } from './arguments.ts';
import { EXIT, runCommand } from './command.ts';
import { KNOWN_FAILURES } from './json-schema/known-failures.ts';
import { report } from './json-schema/report.ts';
import { runSuite } from './json-schema/run-suite.ts';
import { readSuite, type Suite } from './json-schema/suite.ts';

const HELP = `Runs the JSON Schema test suite (draft 2020-12: the required tests, and the optional ones on formats) through generated validators.

Usage
  npm run test:json-schema -- FOLDER

FOLDER is a checkout of https://github.com/json-schema-org/JSON-Schema-Test-Suite. Each schema becomes a component of an OpenAPI 3.1
document. tools/json-schema/known-failures.ts lists the tests that fail for a reason; one of them that passes fails the run.

Options
  --help   this text

Examples
  npm run test:json-schema -- ../JSON-Schema-Test-Suite

Exit codes: 0 all passed but the known failures, 1 others failed, or a known failure did not, 2 misused.
`;

await runCommand({ help: HELP, helpCommand: 'npm run test:json-schema -- --help', parse, run });

function parse(args: string[]): Suite | undefined {
  const { values, positionals } = readArguments({ args, allowPositionals: true, options: { help: { type: 'boolean', default: false } } });
  if (values.help) return undefined;
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new Error('One folder with the JSON Schema test suite is needed.');
  const suite = readSuite(folder);
  if (suite === undefined) throw new Error(`${folder} has no tests/draft2020-12 in it, as the JSON Schema test suite has.`);
  return suite;
}

function run(suite: Suite): number {
  const { summary, faults } = report(runSuite(suite), KNOWN_FAILURES);
  process.stdout.write(`${summary}\n`);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  return faults.length === 0 ? EXIT.done : EXIT.failed;
}
