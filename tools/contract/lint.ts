import { relative } from 'node:path';
import type { Check } from './check.ts';
import { redocly } from './redocly.ts';

/** The document against the rules in openapi/redocly.yaml. */
export const lint: Check = {
  name: 'lint',
  about: 'the document keeps its rules',
  run({ document, rules }) {
    const cwd = process.cwd();
    const { status, stdout, stderr } = redocly(['lint', '--config', rules, relative(cwd, document)], cwd);
    return Promise.resolve({ faults: status === 0 ? [] : [`${stdout}${stderr}`.trim()] });
  },
};
