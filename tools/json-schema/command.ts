import { type CommandSpec, EXIT, quoted, UsageError } from '@petsage/openapi-checks/lib';
import { readSuite, type Suite } from './suite.ts';

export const jsonSchemaSpec: CommandSpec<object, Suite> = {
  name: 'npm run test:json-schema --',
  description: 'Runs the JSON Schema test suite (draft 2020-12: the required tests, and the optional ones on formats) through generated validators.',
  examples: ['$0 ../JSON-Schema-Test-Suite'],
  notes: `
Each schema becomes a component of an OpenAPI 3.1 document. tools/json-schema/known-failures.ts lists the tests that fail for a reason; a
listed test that passes fails the run.`,
  exitCodes: '0 all passed but the known failures, 1 others failed, or a known failure passed, 2 misused',
  define: (command) => command.argument('<folder>', 'a checkout of https://github.com/json-schema-org/JSON-Schema-Test-Suite'),
  parse(_values, [folder = '']) {
    const suite = readSuite(folder);
    if (suite === undefined) throw new UsageError(`${quoted(folder)} has no tests/draft2020-12; expected a checkout of the JSON Schema test suite.`);
    return suite;
  },
  async run(suite) {
    const [{ report }, { runSuite }, { KNOWN_FAILURES }] = await Promise.all([import('./report.ts'), import('./run-suite.ts'), import('./known-failures.ts')]);
    const { summary, faults } = report(runSuite(suite), KNOWN_FAILURES);
    process.stdout.write(`${summary}\n`);
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    return faults.length === 0 ? EXIT.done : EXIT.failed;
  },
};
