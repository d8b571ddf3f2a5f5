import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type LoadOptions, RefusedDocument } from '@petsage/openapi-compiler/internal';
import type { Check } from '../contract/check.ts';
import { loadDocument } from '../document.ts';
import { listExamples } from '../examples/example-list.ts';
import { exampleFaults } from '../examples/example-validity.ts';
import { redocly } from '../lib/redocly.ts';

/** Validates the document against lint rules. */
export const lint: Check = {
  run({ document, allowFolders, rules = rulesBeside(document) }) {
    const cwd = process.cwd();
    const config = rules === undefined ? [] : ['--config', rules];
    const { status, stdout, stderr } = redocly(['lint', ...config, relative(cwd, document)], cwd);
    return Promise.resolve({ faults: status === 0 ? headerFaults(document, { allowFolders }) : [`${stdout}${stderr}`.trim()] });
  },
};

function rulesBeside(document: string): string | undefined {
  const rules = join(dirname(document), 'redocly.yaml');
  return existsSync(rules) ? rules : undefined;
}

/** Redocly CLI validates every kind of example except those of headers. */
function headerFaults(document: string, options: LoadOptions): string[] {
  try {
    const root = loadDocument(document, options);
    return exampleFaults(
      document,
      options,
      root,
      listExamples(root).filter(({ pointer }) => pointer.includes('/headers/')),
    );
  } catch (error) {
    // What the compiler refuses is reported by the check `examples`; it breaks no lint rule.
    if (error instanceof RefusedDocument) return [];
    throw error;
  }
}
