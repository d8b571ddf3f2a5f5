import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { checkDocument } from './check-document.ts';
import { compileTables } from './compile-tables.ts';
import { compileValidators } from './compile-validators.ts';
import { type DocumentOperation, fileName, readOperations } from './operations.ts';
import { type Json, SourceDocument } from './source-document.ts';

/** What a document was made into, but for the types. */
export interface CompiledContract {
  /** Texts by path below the output folder, sorted. */
  readonly files: ReadonlyMap<string, string>;
  /** What is in the document and outside of a server's part: `file:line:column: what`. */
  readonly notEnforced: readonly string[];
}

export const BANNER = 'Written by `npm run generate` from the OpenAPI document. Do not edit.';
const TABLES_SOURCE = join(import.meta.dirname, '../../src/contract/tables.ts');

/**
 * Makes the tables, validators and bundled document of a contract.
 *
 * @param file the document's name, for messages
 * @param text the document, YAML or JSON
 * @throws RefusedDocument with a line for each thing that cannot be honoured
 */
export function compileContract(file: string, text: string): CompiledContract {
  const document = new SourceDocument(file, text);
  const { operations, faults, notEnforced } = readOperations(document);
  document.refuse([...faults, ...checkDocument(document, operations)]);
  const validators = operations.map((operation) => ({ operation, ...compileValidators(document, operation) }));
  document.refuse(validators.flatMap((compiled) => compiled.faults));

  const names = new Map<DocumentOperation, string>();
  const taken = new Set<string>();
  for (const operation of operations) names.set(operation, fileName(operation.operationId, taken));
  const moduleOf = (operation: DocumentOperation) => names.get(operation) as string;
  const comment = `// ${BANNER}\n`;
  const files = new Map<string, string>();
  files.set('contract.cjs', comment + compileTables(document, operations, moduleOf));
  files.set('contract.d.cts', `${comment}import type { ContractTables } from './tables.d.ts';\n\nexport declare const tables: ContractTables;\n`);
  files.set('tables.d.ts', comment + readFileSync(TABLES_SOURCE, 'utf8').replaceAll('\r\n', '\n'));
  files.set('formats.cjs', comment + readFileSync(join(import.meta.dirname, 'formats.cjs'), 'utf8').replaceAll('\r\n', '\n'));
  for (const { operation, code } of validators) {
    const name = moduleOf(operation);
    files.set(`operations/${name}.cjs`, comment + code);
    files.set(
      `operations/${name}.d.cts`,
      `${comment}import type { OperationDetails } from '../tables.d.ts';\n\ndeclare const details: OperationDetails;\nexport = details;\n`,
    );
  }
  files.set('openapi.json', documentJson(document.root));
  files.set('openapi.yaml', documentYaml(document.root));
  return {
    files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
    notEnforced: notEnforced.map(({ pointer, reason }) => `${document.place(pointer)}: ${reason}`),
  };
}

/** `servers` on one line, so that the service can put its own address there without parsing the document. */
function documentJson(root: { readonly [name: string]: Json | undefined }): string {
  const { servers, ...rest } = root;
  const text = JSON.stringify({ ...before(rest), servers: 0, ...after(rest) }, undefined, 2);
  return `${text.replace('\n  "servers": 0', () => `\n  "servers": ${JSON.stringify(servers ?? [{ url: '/' }])}`)}\n`;
}

function documentYaml(root: { readonly [name: string]: Json | undefined }): string {
  const { servers, ...rest } = root;
  const text = stringify({ ...before(rest), servers: 0, ...after(rest) }, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.2' });
  return `# ${BANNER}\n${text.replace(/^servers: 0$/m, () => `servers: ${JSON.stringify(servers ?? [{ url: '/' }])}`)}`;
}

const HEAD = ['openapi', 'info'];
const before = (root: { readonly [name: string]: Json | undefined }) => Object.fromEntries(Object.entries(root).filter(([name]) => HEAD.includes(name)));
const after = (root: { readonly [name: string]: Json | undefined }) => Object.fromEntries(Object.entries(root).filter(([name]) => !HEAD.includes(name)));
