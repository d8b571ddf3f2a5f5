import { stringify } from 'yaml';
import { type Code, specOf } from './diagnostics/codes.ts';
import { componentFindings } from './diagnostics/components.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { ineffectiveFields } from './diagnostics/ineffective-fields.ts';
import { checkVersion, operationIdFindings, operationParameterFindings } from './diagnostics/operations.ts';
import { hiddenMethods, pathFindings } from './diagnostics/paths.ts';
import { endlessSchemas } from './diagnostics/reference-cycles.ts';
import { Report, type SeverityOptions, withoutOperations } from './diagnostics/report.ts';
import { bodyFindings } from './diagnostics/request-bodies.ts';
import { operationResponseFindings } from './diagnostics/responses.ts';
import { schemaFindings } from './diagnostics/schemas.ts';
import { requirementFindings } from './diagnostics/security.ts';
import { serverFindings } from './diagnostics/servers.ts';
import { shapesOf, withoutUnusable } from './diagnostics/shapes.ts';
import { fieldFindings } from './diagnostics/unknown-fields.ts';
import { type OperationSchemas, operationModule, operationSchemas, type Sides } from './emit/operation-module.ts';
import { compileTables } from './emit/operation-table.ts';
import { requirementsOf } from './emit/requirements.ts';
import { compileTypes } from './emit/types/types-module.ts';
import type { Side } from './emit/validators/definitions.ts';
import { SchemaConverter } from './emit/validators/schema-converter.ts';
import { FORMATS, ValidatorModules } from './emit/validators/validator-modules.ts';
import { type DocumentOperation, fileName, readOperations } from './parse/operations.ts';
import { ambiguousItems } from './parse/path-items.ts';
import { normalizeReferences } from './parse/references.ts';
import { type Json, type JsonObject, SourceDocument } from './parse/source-document.ts';

export interface CompileOptions extends SeverityOptions {
  /** Whether responses may have only what the document names, where it does not say itself what else they may have. */
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
  /** Warnings and infos, sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
}

const BANNER = 'Written by openapi-compile from the OpenAPI document. Do not edit.';

/**
 * Makes the operations, types, validators and bundled document of a contract.
 *
 * @param file the document's name, for messages
 * @param text the document, YAML or JSON
 * @throws RefusedDocument with everything that was found, if an error is among it; SeverityError for options that name unknown codes
 */
export function compileDocument(file: string, text: string, options: CompileOptions = {}): CompiledDocument {
  const { document, report, root, operations: found } = checkedDocument(file, text, options);
  const leftOut = report.leaveOut(root, found.operations);
  const operations = found.operations.filter((operation) => !leftOut.has(operation));
  const converted = leftOut.size === 0 ? found : convert(report, root, operations, options);
  report.refuse();
  const served = leftOut.size === 0 ? document.root : withoutOperations(document.root, leftOut);
  return { files: emit(root, served, operations, converted), diagnostics: report.diagnostics() };
}

/** Both sides of a document, and the schemas of its operations. */
interface Conversion {
  readonly operations: readonly DocumentOperation[];
  readonly sides: Sides;
  readonly schemas: readonly (readonly [operation: DocumentOperation, schemas: OperationSchemas])[];
  /** Where the defaults stand that are never set. */
  readonly unfitDefaults: ReadonlySet<string>;
  readonly discriminatorSelects: boolean;
}

/** Parses a document and runs every check on it. What is unusable is not there for those that follow. */
function checkedDocument(file: string, text: string, options: CompileOptions) {
  const document = new SourceDocument(file, text, 'collect');
  const report = new Report(document, options);
  const version = checkVersion(document.root);
  report.add(version);
  // Without a version that is supported, every other finding would be a guess.
  if (version.some(({ code }) => code === 'unsupported-version')) report.refuse();

  const { root: normalized, findings: references, unusable } = normalizeReferences(document.root);
  report.add(references);
  report.addUnusable(unusable);
  const shapes = shapesOf(normalized);
  report.check(() => shapes.findings);
  report.addUnusable(shapes.unusable);
  const root = withoutUnusable(normalized, shapes.unusable);
  report.check(() => fieldFindings(document.root));
  report.check(() => serverFindings(root));

  const { operations, findings } = readOperations(root);
  report.check(() => findings);
  report.check(() => requirementFindings(root, operations));
  report.check(() => operationIdFindings(operations));
  report.check(() => ambiguousItems(root));
  report.check(() => pathFindings(operations));
  report.check(() => hiddenMethods(root, operations, (pointer) => document.place(pointer)));
  for (const operation of operations) {
    report.check(() => operationParameterFindings(root, operation));
    report.check(() => bodyFindings(root, operation));
    report.check(() => operationResponseFindings(root, operation));
  }
  report.check(() => componentFindings(root, operations));
  report.check(() => ineffectiveFields(root, operations));
  report.check(() => schemaFindings(root, shapes.schemas));

  // Schemas that no operation refers to are checked as well.
  const { discriminatorSelects = false } = options;
  const unused = new SchemaConverter(root, 'request', new Set(Object.keys(FORMATS)), { strict: false, discriminatorSelects });
  const errorsOnly = ({ code }: { code: Code }) => specOf(code).severity === 'error';
  report.check(() => {
    for (const pointer of shapes.schemas) unused.convert(pointer);
    return [];
  });
  report.check(() => unused.findings.filter(errorsOnly));
  report.check(() => endlessSchemas(unused.definitions.values()));
  return { document, report, root, operations: convert(report, root, operations, options) };
}

/** Converts the schemas of operations, and checks them. */
function convert(
  report: Report,
  root: JsonObject,
  operations: readonly DocumentOperation[],
  { strict = true, discriminatorSelects = false }: CompileOptions,
): Conversion {
  const formats = new Set(Object.keys(FORMATS));
  const json = JSON.stringify(root);
  const traits = { ownProperties: INHERITED.test(json), unevaluatedItems: json.includes('"unevaluatedItems":') };
  const side = (name: Side) => {
    const converter = new SchemaConverter(root, name, formats, { strict, discriminatorSelects });
    const tracksEvaluated = json.includes('"unevaluated') || (strict && name === 'response');
    return { converter, modules: new ValidatorModules(converter, { ...traits, tracksEvaluated }) };
  };
  const sides = { request: side('request'), response: side('response') };
  const schemas: [DocumentOperation, OperationSchemas][] = [];
  for (const operation of operations)
    report.check(() => {
      schemas.push([operation, operationSchemas(root, operation, sides)]);
      return [];
    });
  let unfitDefaults: ReadonlySet<string> = new Set();
  report.check(() => {
    const { request, response } = sides;
    const unfit = request.modules.dropUnfitDefaults();
    const ofRequests = schemas.flatMap(([, { parameters, bodies }]) => [...(parameters === undefined ? [] : [parameters]), ...Object.values(bodies)]);
    const ofResponses = schemas.flatMap(([, { responses }]) =>
      Object.values(responses).flatMap(({ headers, content }) => [...(headers === undefined ? [] : [headers]), ...Object.values(content)]),
    );
    request.modules.boundTexts(ofRequests);
    response.modules.boundTexts(ofResponses);
    unfitDefaults = new Set([...unfit, ...request.modules.changeBy(ofRequests)]);
    return [];
  });
  for (const { converter } of [sides.request, sides.response]) {
    report.check(() => converter.findings);
    report.check(() => endlessSchemas(converter.definitions.values()));
  }
  return { operations, sides, schemas, unfitDefaults, discriminatorSelects };
}

/** @param served the document as it was written, with the operations that are served */
function emit(
  root: JsonObject,
  served: JsonObject,
  operations: readonly DocumentOperation[],
  { sides, schemas, unfitDefaults, discriminatorSelects }: Conversion,
) {
  const { request, response } = sides;
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
  files.set('openapi.json', documentJson(served));
  files.set('openapi.yaml', documentYaml(served));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
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
