import { isJson, isText } from '@petsage/openapi-koa/spec';
import { fileKind } from '../ir/file-parts.ts';
import { type DocumentOperation, type Located, located } from '../parse/operations.ts';
import { isObject, type Json, type JsonObject, joinPointer } from '../parse/source-document.ts';
import { withTesters } from '../patterns/engine.ts';
import { bodySchema } from './body-schema.ts';
import { formSchema } from './form-schema.ts';
import { bodyKind, isOpenRange } from './media-types.ts';
import { operationDetails } from './operation-table.ts';
import { withOwnMembers } from './own-members.ts';
import { adapt } from './validators/adapt.ts';
import type { SchemaConverter } from './validators/schema-converter.ts';
import { renumbered, type ValidatorModules } from './validators/validator-modules.ts';

/** Both sides of a document, each with its schemas and their functions. */
export interface Sides {
  readonly request: { readonly converter: SchemaConverter; readonly modules: ValidatorModules };
  readonly response: { readonly converter: SchemaConverter; readonly modules: ValidatorModules };
}

/** The schemas of one operation, converted, by the place of their validators in `OperationValidators`. */
export interface OperationSchemas {
  readonly parameters?: Json;
  readonly bodies: Readonly<Record<string, Json>>;
  readonly responses: Readonly<Record<string, { readonly headers?: Json; readonly content: Readonly<Record<string, Json>> }>>;
}

/** Converts all schemas of an operation; what cannot be converted is among the faults of the converters. */
export function operationSchemas(root: JsonObject, operation: DocumentOperation, { request, response }: Sides): OperationSchemas {
  const { parameters, body, responses } = operation;
  return {
    ...(parameters.length === 0 ? undefined : { parameters: parametersSchema(operation, request.converter) }),
    bodies: body === undefined ? {} : bodySchemas(root, joinPointer(body.pointer, 'content'), request.converter),
    responses: Object.fromEntries(
      responses.map(([key, { value, pointer }]) => {
        const isOpen = [operation.value, value].some((each) => each['x-open-response'] === true);
        const convert = (at: string) => response.converter.convert(at, isOpen);
        const hasHeaders = isObject(value['headers']) && Object.keys(value['headers']).length > 0;
        return [
          key,
          {
            ...(hasHeaders ? { headers: headersSchema(root, joinPointer(pointer, 'headers'), response.converter, isOpen) } : undefined),
            content: contentSchemas(root, joinPointer(pointer, 'content'), convert),
          },
        ];
      }),
    ),
  };
}

/** The text of one operation's module (`OperationDetails`). */
export function operationModule(root: JsonObject, operation: DocumentOperation, schemas: OperationSchemas, { request, response }: Sides): string {
  // In a block of its own, as Ajv names what functions use alike.
  const side = (name: string, modules: ValidatorModules) => {
    const parts: string[] = [];
    return {
      add(schema: Json): string {
        const { expression, code } = modules.compile(schema);
        if (code === '') return expression;
        parts.push(`${name}.push((() => {\n${code}\nreturn ${expression};\n})());`);
        return `${name}[${parts.length - 1}]`;
      },
      code: () => (parts.length === 0 ? [] : [`const ${name} = [];`, ...parts]),
    };
  };
  const requests = side('requests', request.modules);
  const responses = side('responses', response.modules);
  const lines: string[] = [];
  if (schemas.parameters !== undefined) lines.push(`    parameters: ${requests.add(schemas.parameters)},`);
  const bodies = Object.entries(schemas.bodies).map(([type, schema]) => `      ${JSON.stringify(type)}: ${requests.add(schema)},`);
  if (bodies.length > 0) lines.push('    bodies: {', ...bodies, '    },');
  lines.push('    responses: {');
  for (const [key, { headers, content }] of Object.entries(schemas.responses)) {
    const parts = headers === undefined ? [] : [`        headers: ${responses.add(headers)},`];
    const types = Object.entries(content).map(([type, schema]) => `          ${JSON.stringify(type)}: ${responses.add(schema)},`);
    if (types.length > 0) parts.push('        content: {', ...types, '        },');
    lines.push(...(parts.length === 0 ? [`      ${JSON.stringify(key)}: {},`] : [`      ${JSON.stringify(key)}: {`, ...parts, '      },']));
  }
  lines.push('    },');
  const details = withTesters(JSON.stringify(operationDetails(root, operation), undefined, 2)).slice(0, -2);
  const code = ["'use strict';", ...requests.code(), ...responses.code(), `module.exports = ${details},`, '  "validators": {', ...lines, '  }', '};', ''].join(
    '\n',
  );
  return withOwnMembers(renumbered(code));
}

function bodySchemas(root: JsonObject, pointer: string, converter: SchemaConverter): Record<string, Json> {
  const content = located(root, pointer)?.value ?? {};
  return Object.fromEntries(
    Object.keys(content).flatMap((type) => {
      const at = joinPointer(pointer, type);
      const kind = bodyKind(root, at, type);
      const schema = bodySchema(root, at, type);
      if (schema === undefined || kind === 'binary') return [];
      return [[type.toLowerCase(), kind === 'multipart' ? formSchema(root, schema, converter) : converter.convert(schema)]];
    }),
  );
}

function contentSchemas(root: JsonObject, pointer: string, convert: (pointer: string) => Json): Record<string, Json> {
  const content = located(root, pointer)?.value ?? {};
  return Object.fromEntries(
    Object.keys(content).flatMap((type) => {
      const schema = bodySchema(root, joinPointer(pointer, type), type);
      if (schema === undefined) return [];
      const isHeld = isJson(type) || isText(type) || (isOpenRange(type) && fileKind(root, { at: schema }) !== 'file');
      return isHeld ? [[type, convert(schema)]] : [];
    }),
  );
}

function parametersSchema({ parameters }: DocumentOperation, converter: SchemaConverter): Json {
  const locations = [...Map.groupBy(parameters, ({ value }) => String(value['in']))].map(([place, members]) => {
    const nameOf = ({ value }: Located) => (place === 'header' ? String(value['name']).toLowerCase() : String(value['name']));
    const properties = members.map((parameter) => {
      const { value, pointer } = parameter;
      const schema = parameterSchema(value, pointer, converter);
      return [nameOf(parameter), value['allowEmptyValue'] === true && place === 'query' ? converter.defaults.orEmpty(schema) : schema] as const;
    });
    const required = members.filter(({ value }) => value['required'] === true).map(nameOf);
    return [place, objectSchema(properties, required)] as const;
  });
  return { type: 'object', properties: Object.fromEntries(locations), required: locations.map(([place]) => place) };
}

function objectSchema(properties: readonly (readonly [name: string, schema: Json])[], required: string[], more: JsonObject = {}): JsonObject {
  const schema: JsonObject = { type: 'object', properties: Object.fromEntries(properties), required, ...more };
  adapt(schema);
  return schema;
}

/** The schema of a parameter, or of its one media type. */
function parameterSchema(value: JsonObject, pointer: string, converter: SchemaConverter, isOpen = false): Json {
  if (value['schema'] !== undefined) return converter.defaults.withDefault(converter.convertRead(joinPointer(pointer, 'schema'), isOpen));
  const [type, media] = Object.entries(isObject(value['content']) ? value['content'] : {})[0] ?? [];
  if (type === undefined || !isObject(media) || media['schema'] === undefined) return true;
  return converter.defaults.withDefault(converter.convert(joinPointer(pointer, 'content', type, 'schema'), isOpen));
}

function headersSchema(root: JsonObject, pointer: string, converter: SchemaConverter, isOpen: boolean): Json {
  const properties: [string, Json][] = [];
  const required: string[] = [];
  for (const name of Object.keys(located(root, pointer)?.value ?? {})) {
    const header = located(root, joinPointer(pointer, name));
    if (header === undefined || name.toLowerCase() === 'content-type') continue;
    const schema = parameterSchema(header.value, header.pointer, converter, isOpen);
    // Each cookie has a field of its own (RFC 6265 section 3).
    properties.push([name.toLowerCase(), name.toLowerCase() === 'set-cookie' ? { anyOf: [schema, { type: 'array', items: schema }] } : schema]);
    // The layer counts the bytes itself, but for those of a stream.
    if (header.value['required'] === true && name.toLowerCase() !== 'content-length') required.push(name.toLowerCase());
  }
  return objectSchema(properties, required, { additionalProperties: false });
}
