import { createRequire } from 'node:module';
import { join } from 'node:path';
import { _ } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneModule from 'ajv/dist/standalone/index.js';
import { isJson } from '../../src/contract/media-type.ts';
import { operationDetails } from './compile-tables.ts';
import type { DocumentOperation } from './operations.ts';
import { located } from './operations.ts';
import { SchemaConverter, type Side } from './schema-converter.ts';
import { type Fault, isObject, type Json, type JsonObject, joinPointer, type SourceDocument } from './source-document.ts';

// The package's types describe an ES default export, its code a CommonJS one.
const standalone = ((standaloneModule as unknown as { default?: unknown }).default ?? standaloneModule) as (
  ajv: Ajv2020,
  names: Record<string, string>,
) => string;
const formats = createRequire(join(import.meta.dirname, 'formats.cjs'))('./formats.cjs');

/** The text of one operation's validators module (`OperationValidators`). */
export function compileValidators(document: SourceDocument, operation: DocumentOperation): { code: string; faults: readonly Fault[] } {
  const request = new Bundle(document.root, 'request');
  const response = new Bundle(document.root, 'response');
  const lines: string[] = [];
  if (operation.parameters.length > 0) lines.push(`  parameters: ${request.add('parameters', parametersSchema(operation, request.converter))},`);
  const bodies = operation.body === undefined ? [] : schemas(document.root, joinPointer(operation.body.pointer, 'content'));
  const bodyLines = bodies.map(
    ([type, pointer]) => `    ${JSON.stringify(type.toLowerCase())}: ${request.add(`body ${type}`, request.converter.convert(pointer))},`,
  );
  if (bodyLines.length > 0) lines.push('  bodies: {', ...bodyLines, '  },');
  lines.push('  responses: {');
  for (const [key, { value, pointer }] of operation.responses) {
    const parts: string[] = [];
    if (isObject(value['headers']) && Object.keys(value['headers']).length > 0) {
      parts.push(`      headers: ${response.add(`${key} headers`, headersSchema(document.root, joinPointer(pointer, 'headers'), response.converter))},`);
    }
    const content = schemas(document.root, joinPointer(pointer, 'content')).map(
      ([type, at]) => `        ${JSON.stringify(type)}: ${response.add(`${key} ${type}`, response.converter.convert(at))},`,
    );
    if (content.length > 0) parts.push('      content: {', ...content, '      },');
    lines.push(parts.length === 0 ? `    ${JSON.stringify(key)}: {},` : [`    ${JSON.stringify(key)}: {`, ...parts, '    },'].join('\n'));
  }
  lines.push('  },');
  const faults = [...request.converter.faults, ...response.converter.faults];
  if (faults.length > 0) return { code: '', faults };
  const code = [
    "'use strict';",
    request.code(),
    response.code(),
    `module.exports = {`,
    `  ...${JSON.stringify(operationDetails(document.root, operation))},`,
    '  validators: {',
    ...lines,
    '  },',
    '};',
    '',
  ]
    .filter((part) => part !== '')
    .join('\n');
  return { code, faults };
}

/** The schemas of one side of an operation, compiled together so that they share what they refer to. */
class Bundle {
  readonly converter: SchemaConverter;
  readonly #side: Side;
  readonly #schemas: Record<string, Json> = {};

  constructor(root: JsonObject, side: Side) {
    this.#side = side;
    this.converter = new SchemaConverter(root, side);
  }

  /** @returns the expression that names the validator in the module */
  add(name: string, schema: Json): string {
    const key = `v${Object.keys(this.#schemas).length}`;
    this.#schemas[key] = isObject(schema) ? { $comment: name, ...schema } : schema;
    return `${this.#side}.${key}`;
  }

  code(): string {
    const keys = Object.keys(this.#schemas);
    if (keys.length === 0) return '';
    const ajv = new Ajv2020({
      allErrors: this.#side === 'request',
      useDefaults: this.#side === 'request',
      // The converter lets known keywords through only; what strict mode adds to that refuses valid schemas.
      strict: false,
      validateFormats: true,
      formats,
      logger: false,
      code: { source: true, lines: true, formats: _`require("../formats.cjs")` },
    });
    ajv.addSchema({ $id: this.#side, $defs: { ...this.converter.definitions, ...this.#schemas } } as JsonObject);
    const code = standalone(ajv, Object.fromEntries(keys.map((key) => [key, `${this.#side}#/$defs/${key}`])));
    // In a function of its own, as the two sides name their parts alike.
    return `const ${this.#side} = (() => {\nconst exports = {};\n${code.replace(/^"use strict";\n?/, '')}\nreturn exports;\n})();`;
  }
}

/** The schemas of JSON media types below a `content`, by media type. */
function schemas(root: JsonObject, pointer: string): (readonly [type: string, pointer: string])[] {
  const content = located(root, pointer)?.value ?? {};
  return Object.entries(content).flatMap(([type, media]) =>
    isJson(type) && isObject(media) && media['schema'] !== undefined ? [[type, joinPointer(pointer, type, 'schema')] as const] : [],
  );
}

function parametersSchema({ parameters }: DocumentOperation, converter: SchemaConverter): Json {
  const locations: Record<string, { type: string; properties: Record<string, Json>; required: string[] }> = {};
  for (const { value, pointer } of parameters) {
    const place = String(value['in']);
    const name = place === 'header' ? String(value['name']).toLowerCase() : String(value['name']);
    locations[place] ??= { type: 'object', properties: {}, required: [] };
    locations[place].properties[name] = parameterSchema(value, pointer, converter);
    if (value['required'] === true) locations[place].required.push(name);
  }
  // A default stands where its parameter is looked up, so that it is set there.
  for (const location of Object.values(locations)) {
    for (const [name, schema] of Object.entries(location.properties)) {
      const target =
        isObject(schema) && typeof schema['$ref'] === 'string'
          ? converter.definitions[decodeURIComponent(schema['$ref'].slice('#/$defs/'.length)).replaceAll('~1', '/').replaceAll('~0', '~')]
          : undefined;
      if (isObject(schema) && isObject(target) && target['default'] !== undefined) location.properties[name] = { ...schema, default: target['default'] };
    }
  }
  return { type: 'object', properties: locations as unknown as Json, required: Object.keys(locations) };
}

/** The schema of a parameter, or of its one media type. */
function parameterSchema(value: JsonObject, pointer: string, converter: SchemaConverter): Json {
  if (value['schema'] !== undefined) return converter.convert(joinPointer(pointer, 'schema'));
  const [type, media] = Object.entries(isObject(value['content']) ? value['content'] : {})[0] ?? [];
  return type !== undefined && isObject(media) && media['schema'] !== undefined ? converter.convert(joinPointer(pointer, 'content', type, 'schema')) : true;
}

function headersSchema(root: JsonObject, pointer: string, converter: SchemaConverter): Json {
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const name of Object.keys(located(root, pointer)?.value ?? {})) {
    const header = located(root, joinPointer(pointer, name));
    if (header === undefined || name.toLowerCase() === 'content-type') continue;
    properties[name.toLowerCase()] = header.value['schema'] === undefined ? true : converter.convert(joinPointer(header.pointer, 'schema'));
    if (header.value['required'] === true) required.push(name.toLowerCase());
  }
  return { type: 'object', properties, required, additionalProperties: false };
}
