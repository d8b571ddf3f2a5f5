import { stringify } from 'yaml';
import { checkDocument, checkVersion } from './check-document.ts';
import { shapesOf } from './check-shapes.ts';
import { circles } from './circles.ts';
import { compileTables } from './compile-tables.ts';
import { compileTypes } from './compile-types.ts';
import type { Side } from './definitions.ts';
import { idleFields } from './idle-fields.ts';
import { operationModule, operationSchemas } from './operation-module.ts';
import { type DocumentOperation, fileName, readOperations } from './operations.ts';
import { normalizeReferences } from './references.ts';
import { requirementsOf } from './requirements.ts';
import { SchemaConverter } from './schema-converter.ts';
import { type Json, SourceDocument } from './source-document.ts';
import { unknownFields } from './unknown-fields.ts';
import { FORMATS, ValidatorModules } from './validator-modules.ts';

export interface CompileOptions {
  /** Whether answers may have only what the document names, where it does not say itself what else they may have. */
  readonly strict?: boolean;
  /** Whether the value of a discriminator's property alone decides which alternative applies, whatever else a value is valid for. */
  readonly discriminatorSelects?: boolean;
}

/** Names that every object of JavaScript has: where a document uses one, validators look at an object's own members only, which costs time. */
const INHERITED = new RegExp(`"(?:${Object.getOwnPropertyNames(Object.prototype).join('|')})"`);

/** What a document was made into. */
export interface CompiledDocument {
  /** Texts by path below the output folder, sorted. */
  readonly files: ReadonlyMap<string, string>;
  /** What is in the document and outside of a server's part: `file:line:column: what`. */
  readonly notEnforced: readonly string[];
}

const BANNER = 'Written by openapi-compile from the OpenAPI document. Do not edit.';
/**
 * Makes the operations, types, validators and bundled document of a contract.
 *
 * @param file the document's name, for messages
 * @param text the document, YAML or JSON
 * @throws RefusedDocument with a line for each thing that cannot be honoured
 */
export function compileDocument(file: string, text: string, { strict = true, discriminatorSelects = false }: CompileOptions = {}): CompiledDocument {
  const document = new SourceDocument(file, text);
  document.refuse(checkVersion(document.root));
  const { root, faults, notEnforced: siblings } = normalizeReferences(document.root);
  document.refuse(faults);
  const shapes = shapesOf(root);
  document.refuse(shapes.faults);
  const { operations, notEnforced } = readOperations(root);
  document.refuse(checkDocument(root, operations));

  const formats = new Set(Object.keys(FORMATS));
  const json = JSON.stringify(root);
  const traits = { ownProperties: INHERITED.test(json), unevaluatedItems: json.includes('"unevaluatedItems":') };
  const side = (name: Side) => {
    const converter = new SchemaConverter(root, name, formats, { strict, discriminatorSelects });
    const tracksEvaluated = json.includes('"unevaluated') || (strict && name === 'response');
    return { converter, modules: new ValidatorModules(converter, { ...traits, tracksEvaluated }) };
  };
  const sides = { request: side('request'), response: side('response') };
  const { request, response } = sides;
  const schemas = operations.map((operation) => [operation, operationSchemas(root, operation, sides)] as const);
  const unused = new SchemaConverter(root, 'request', formats, { strict: false, discriminatorSelects });
  for (const pointer of shapes.schemas) unused.convert(pointer);
  document.refuse([request.converter, response.converter, unused].flatMap((converter) => [...converter.faults, ...circles(converter.definitions.values())]));
  const unfitDefaults = new Set(request.modules.dropUnfitDefaults());
  const ofRequests = schemas.flatMap(([, { parameters, bodies }]) => [...(parameters === undefined ? [] : [parameters]), ...Object.values(bodies)]);
  const ofResponses = schemas.flatMap(([, { responses }]) =>
    Object.values(responses).flatMap(({ headers, content }) => [...(headers === undefined ? [] : [headers]), ...Object.values(content)]),
  );
  request.modules.boundTexts(ofRequests);
  response.modules.boundTexts(ofResponses);
  for (const pointer of request.modules.changeBy(ofRequests)) unfitDefaults.add(pointer);

  const names = new Map<DocumentOperation, string>();
  const taken = new Set<string>();
  for (const operation of operations) names.set(operation, fileName(operation.operationId, taken));
  const moduleOf = (operation: DocumentOperation) => names.get(operation) as string;
  const comment = `// ${BANNER}\n`;
  const files = new Map<string, string>();
  files.set(
    'operations.d.cts',
    `${comment}import type { OperationsSpec } from '@petsage/openapi-koa/spec';\n\nexport declare const operations: OperationsSpec;\n`,
  );
  files.set('types.ts', comment + compileTypes(root, operations, { unfitDefaults, discriminatorSelects }));
  for (const [operation, converted] of schemas) {
    const name = moduleOf(operation);
    files.set(`operations/${name}.cjs`, comment + operationModule(root, operation, converted, sides));
    files.set(
      `operations/${name}.d.cts`,
      `${comment}import type { OperationDetails } from '@petsage/openapi-koa/spec';\n\ndeclare const details: OperationDetails;\nexport = details;\n`,
    );
  }
  for (const { modules } of [request, response]) for (const [path, code] of modules.files()) files.set(path, comment + code);
  const modules = operations.map((operation) => `operations/${moduleOf(operation)}.cjs`);
  files.set('operations.cjs', comment + compileTables(root, operations, moduleOf, requirementsOf(files, modules)));
  files.set('openapi.json', documentJson(document.root));
  files.set('openapi.yaml', documentYaml(document.root));
  const idle = idleFields(root, operations);
  const ignored = [...unknownFields(document.root), ...siblings, ...notEnforced, ...idle, ...request.converter.notEnforced, ...response.converter.notEnforced];
  return {
    files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
    notEnforced: document.lines(ignored),
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
