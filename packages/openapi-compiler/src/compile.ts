import { NO_UNITS, type Units } from './cache/units.ts';
import { componentFindings } from './diagnostics/components.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { ineffectiveFields } from './diagnostics/ineffective-fields.ts';
import { checkVersion, operationIdFindings, operationParameterFindings } from './diagnostics/operations.ts';
import { ownErrorFindings } from './diagnostics/own-errors.ts';
import { ambiguousItems, hiddenMethods, pathFindings } from './diagnostics/paths.ts';
import { endlessSchemas } from './diagnostics/reference-cycles.ts';
import { tooManyReferences } from './diagnostics/reference-depth.ts';
import { Report, type SeverityOptions, withoutOperations } from './diagnostics/report.ts';
import { bodyFindings } from './diagnostics/request-bodies.ts';
import { operationResponseFindings } from './diagnostics/responses.ts';
import { schemaUseFindings, unusedSchemaErrors } from './diagnostics/schema-uses.ts';
import { schemaFindings } from './diagnostics/schemas.ts';
import { requirementFindings } from './diagnostics/security.ts';
import { serverFindings } from './diagnostics/servers.ts';
import { shapesOf, withoutUnusable } from './diagnostics/shapes.ts';
import { streamedFileFindings } from './diagnostics/streamed-files.ts';
import { fieldFindings } from './diagnostics/unknown-fields.ts';
import { unsupportedFindings } from './diagnostics/unsupported.ts';
import { type ApiValidators, apiValidators } from './emit/api-validators.ts';
import { documentJson, documentYaml } from './emit/document.ts';
import { fileName } from './emit/file-name.ts';
import { operationDetails } from './emit/operation-details.ts';
import { operationModule } from './emit/operation-module.ts';
import { operationsModule } from './emit/operations-module.ts';
import { type GeneratedModule, requirementsOf } from './emit/requirements.ts';
import { typesModule } from './emit/types/types-module.ts';
import type { ConversionOptions } from './emit/validators/json-schema-2020.ts';
import type { Api, Operation } from './ir/operation.ts';
import { requestUses, responseUses } from './ir/validated-schemas.ts';
import type { JsonObject } from './json.ts';
import { ApiParser } from './parse/api-parser.ts';
import { type LoadOptions, loadSource } from './parse/load-source.ts';
import { readOperations } from './parse/operations.ts';
import { normalizeReferences } from './parse/references.ts';
import type { NullableReading } from './parse/schema-3.0.ts';
import type { Source } from './parse/source.ts';
import { SourceDocument } from './parse/source-document.ts';

export interface CompileOptions extends SeverityOptions {
  /** Whether responses may have only what the document names, unless it says itself what else they may have. */
  readonly strict?: boolean;
  /** Whether the value of a discriminator's property alone decides which alternative applies, whatever else a value is valid against. */
  readonly discriminatorSelects?: boolean;
  /** What `nullable: true` of OpenAPI 3.0 means: that null is valid, or what the letter of the specification says. */
  readonly nullable?: NullableReading;
  /** Whether read-only properties of requests are validated and kept; else they are removed. Requests need not have them either way. */
  readonly keepReadOnly?: boolean;
}

/** What a document was compiled into. */
export interface CompiledDocument {
  /** Texts by path below the output folder, sorted. */
  readonly files: ReadonlyMap<string, string>;
  /** Warnings and infos, sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
}

type Conversion = Omit<ConversionOptions, 'formats'>;

const BANNER = 'Written by openapi-compile from the OpenAPI document. Do not edit.';

/**
 * Compiles an OpenAPI document into operations, types, validators and a bundled document.
 *
 * @param file the document's name, for messages
 * @param text the document, YAML or JSON
 * @throws RefusedDocument with everything that was found, if an error is among it; SeverityError for options that name unknown codes
 */
export function compileDocument(file: string, text: string, options: CompileOptions = {}): CompiledDocument {
  return compileSource(new SourceDocument(file, text, 'collect'), options);
}

/**
 * The same for a document that is a file, with the files that it refers to and overlays.
 *
 * @param path of the document
 * @throws the error of the file system if the document, an overlay or an allowed folder cannot be read
 */
export function compileFile(path: string, options: CompileOptions & LoadOptions = {}): CompiledDocument {
  return compileSource(loadSource(path, options), options);
}

/**
 * The same for a document that was read.
 *
 * @param units modules that were made before
 */
export function compileSource(source: Source, options: CompileOptions = {}, units: Units = NO_UNITS): CompiledDocument {
  const { strict = true, discriminatorSelects = false, nullable = 'intended', keepReadOnly = false } = options;
  const conversion = { openResponses: !strict, discriminatorSelects, keepReadOnly };
  const report = new Report(source, options);
  const { parser, root, operations } = parse(source, report, nullable);
  diagnose(source, report, parser, root, operations);
  const found = judge(report, parser, parser.api(operations), conversion, units);
  const leftOut = report.leaveOut(root, operations);
  const served = operations.filter((operation) => !leftOut.has(operation));
  // What is left out must not be compiled.
  const { api, validators } = leftOut.size === 0 ? found : judge(report, parser, parser.api(served), conversion, units);
  report.refuse();
  const document = leftOut.size === 0 ? source.root : withoutOperations(source.root, leftOut);
  return { files: emit(api, validators as ApiValidators, document, conversion), diagnostics: report.diagnostics() };
}

/** Resolves references, and takes out what cannot be used, for everything that follows. */
function parse(source: Source, report: Report, nullable: NullableReading) {
  const version = checkVersion(source.root);
  report.add(version);
  // Without a version that is supported, every other finding would be a guess.
  if (version.some(({ code }) => code === 'unsupported-version')) report.refuse();
  const { root: normalized, findings, unusable } = normalizeReferences(source.root, (pointer) => source.whyUnresolved(pointer));
  report.add(findings);
  report.addUnusable(unusable);
  const shapes = shapesOf(normalized);
  report.check(() => shapes.findings);
  report.addUnusable(shapes.unusable);
  const root = withoutUnusable(normalized, shapes.unusable);
  const parser = new ApiParser(root, { nullable, exactAt: source.exactAt });
  const schemas = shapes.schemas.flatMap((pointer) => parser.schemas.at(pointer) ?? []);
  const tooDeep = tooManyReferences(parser.schemas.schemas());
  report.add(tooDeep);
  // Every other check would take as long as it is deep, for each of the schemas.
  if (tooDeep.length > 0) report.refuse();
  report.check(() => schemaFindings(schemas));
  return { parser, root, operations: readOperations(root) };
}

/** Every check of what the document says, whether or not an operation uses it. */
function diagnose(source: Source, report: Report, parser: ApiParser, root: JsonObject, operations: ReturnType<typeof readOperations>): void {
  report.check(() => fieldFindings(source.root));
  report.check(() => serverFindings(root));
  report.check(() => unsupportedFindings(root, parser, operations));
  report.check(() => requirementFindings(root, operations));
  report.check(() => operationIdFindings(operations));
  report.check(() => ambiguousItems(root));
  report.check(() => pathFindings(operations));
  report.check(() => hiddenMethods(parser, operations, (pointers) => source.positions(pointers)));
  for (const operation of operations) {
    report.check(() => operationParameterFindings(root, parser, operation));
    report.check(() => bodyFindings(root, parser, operation));
    report.check(() => operationResponseFindings(root, parser, operation));
    report.check(() => ownErrorFindings(parser.operation(operation)));
  }
  report.check(() => componentFindings(root, parser, operations));
  report.check(() => ineffectiveFields(parser, operations));
  report.check(() => streamedFileFindings(parser, operations));
  report.check(() => unusedSchemaErrors(parser.schemas));
  report.check(() => endlessSchemas(parser.schemas.schemas()));
}

/** Every check of what operations use, and their validators; these are undefined if what the checks found makes them impossible. */
function judge(
  report: Report,
  parser: ApiParser,
  api: Api,
  options: Conversion,
  units: Units,
): { readonly api: Api; readonly validators: ApiValidators | undefined } {
  report.check(() => schemaUseFindings(parser.schemas, requestUses(api), 'request', options));
  report.check(() => schemaUseFindings(parser.schemas, responseUses(api, options.openResponses), 'response', options));
  let validators: ApiValidators | undefined;
  report.check(() => {
    validators = apiValidators(api, parser.schemas.schemas(), options, units);
    return validators.findings;
  });
  return { api, validators };
}

/** @param document as it was written, with the operations that are served */
function emit(api: Api, validators: ApiValidators, document: JsonObject, options: Conversion): Map<string, string> {
  const { schemas, request, response, unsetDefaults } = validators;
  const taken = new Set<string>();
  const names = new Map(api.operations.map((operation) => [operation, fileName(operation.operationId, taken)]));
  const nameOf = (operation: Operation) => names.get(operation) as string;
  const comment = `// ${BANNER}\n`;
  const files = new Map<string, string>();
  files.set(
    'operations.d.cts',
    `${comment}import type { OperationsSpec } from '@petsage/openapi-koa/spec';\n\nexport declare const operations: OperationsSpec;\n`,
  );
  files.set('types.ts', comment + typesModule(api, { unsetDefaults, ...options }));
  const modules = new Map<string, GeneratedModule>();
  for (const [operation, converted] of schemas) {
    const name = nameOf(operation);
    modules.set(`operations/${name}.cjs`, operationModule(operationDetails(api, operation), converted, validators));
  }
  for (const definitions of [request.files(), response.files()]) for (const [path, module] of definitions) modules.set(path, module);
  for (const [path, { text }] of modules) files.set(path, comment + text);
  const entries = api.operations.map((operation) => `operations/${nameOf(operation)}.cjs`);
  files.set('operations.cjs', comment + operationsModule(api, nameOf, requirementsOf(modules, entries)));
  files.set('openapi.json', documentJson(document));
  files.set('openapi.yaml', documentYaml(document, BANNER, validators.units));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
