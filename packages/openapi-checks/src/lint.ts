import { relative } from 'node:path';
import { RefusedDocument } from '@petsage/openapi-compiler/internal';
import type { Check } from './check.ts';
import { listExamples } from './example-list.ts';
import { exampleFaults } from './example-validity.ts';
import { loadDocument } from './load-document.ts';
import { redocly } from './redocly.ts';

/** The document against the rules in openapi/redocly.yaml. */
export const lint: Check = {
  name: 'lint',
  about: 'the document keeps its rules',
  run({ document, rules }) {
    const cwd = process.cwd();
    const { status, stdout, stderr } = redocly(['lint', '--config', rules, relative(cwd, document)], cwd);
    return Promise.resolve({ faults: status === 0 ? headerFaults(document) : [`${stdout}${stderr}`.trim()] });
  },
};

/** Redocly CLI has a rule for each kind of example but those of header fields. */
function headerFaults(document: string): string[] {
  try {
    const root = loadDocument(document);
    return exampleFaults(
      document,
      root,
      listExamples(root).filter(({ pointer }) => pointer.includes('/headers/')),
    );
  } catch (error) {
    // What the generator cannot honour is no matter of these rules; the check `examples` tells it.
    if (error instanceof RefusedDocument) return [];
    throw error;
  }
}
