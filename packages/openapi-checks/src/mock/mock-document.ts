import { STATUS_CODES } from 'node:http';
import { isObject, type Json, type JsonObject, refPointer, resolve } from '@petsage/openapi-compiler/internal';
import { contractProblems, type ProblemType } from '@petsage/openapi-koa';
import { closedName, closedSchema } from './closed-schema.ts';

const PROBLEM = 'application/problem+json';
/** The properties that are constant for a problem type (RFC 9457 section 3.1). */
const CONSTANT = ['type', 'title', 'status'] as const;
const VIOLATION = { in: 'query', name: 'limit', keyword: 'maximum', message: 'must be <= 100' };
const INSTANCE = 'urn:uuid:0b6c1d3e-8f5a-4c2b-9d7e-3a1f5b8c2d4e';

/**
 * Rewrites a document for the mock. If an operation has one `default` for all errors, each status that `Prefer: code=…` may name gets a
 * response of its own, as an example has one status only; and values generated from a schema (`--dynamic`) have no properties that it
 * does not name.
 *
 * @param document an OpenAPI document without references to other files; it is not changed
 * @param problems the problem types of the service: the first of a status is its default, `Prefer: code=…, example=CODE` selects another
 */
export function mockDocument(document: JsonObject, problems: readonly ProblemType[]): JsonObject {
  const copy = structuredClone(document);
  const base = problemBase(copy);
  for (const item of Object.values(object(copy['paths']))) {
    for (const operation of Object.values(object(item))) {
      if (isObject(operation) && isObject(operation['responses'])) operation['responses'] = responsesOf(copy, operation['responses'], problems, base);
    }
  }
  const components = object(copy['components']);
  const schemas = object(components['schemas']);
  const closed = Object.entries(schemas).map(([name, schema]) => [closedName(name), closedSchema(schema as Json)]);
  copy['components'] = { ...components, schemas: { ...schemas, ...Object.fromEntries(closed) } };
  return copy;
}

function responsesOf(document: JsonObject, declared: JsonObject, problems: readonly ProblemType[], base: string): JsonObject {
  const own = Object.fromEntries(
    Object.entries(declared).map(([status, value]) => {
      const response = object(follow(document, value));
      const content = Object.entries(object(response['content'])).map(([type, media]) => [type, closedMedia(document, type, object(media))]);
      return [status, content.length === 0 ? response : { ...response, content: Object.fromEntries(content) }];
    }),
  );
  const fallback = object(follow(document, declared['default']));
  const schema = object(object(fallback['content'])[PROBLEM])['schema'];
  return schema === undefined ? own : { ...errors(document, fallback, schema, problems, base), ...own };
}

function closedMedia(document: JsonObject, type: string, media: JsonObject): JsonObject {
  const { schema } = media;
  if (schema === undefined) return media;
  const example = media['example'] ?? object(Object.values(object(media['examples']))[0])['value'];
  return { ...media, schema: type === PROBLEM && isObject(example) ? ofType(document, schema, example) : closedSchema(schema) };
}

/** Every error status of `node:http`, from the response that stands for all. */
function errors(document: JsonObject, fallback: JsonObject, schema: Json, problems: readonly ProblemType[], base: string): JsonObject {
  const entries = Object.entries(STATUS_CODES).filter(([status]) => Number(status) >= 400);
  return Object.fromEntries(
    entries.map(([status, name]) => {
      const ofStatus = problems.filter((problem) => problem.status === Number(status)).map((problem) => [problem.code, exampleOf(problem, base)] as const);
      const examples = ofStatus.length > 0 ? ofStatus : [['about-blank', blank(Number(status), name ?? '')] as const];
      const media = {
        schema: ofType(document, schema, examples[0]?.[1] ?? {}),
        examples: Object.fromEntries(examples.map(([code, value]) => [code, { value }])),
      };
      return [status, { ...fallback, content: { [PROBLEM]: media } }];
    }),
  );
}

function exampleOf({ code, status, title, remedy }: ProblemType, base: string): JsonObject {
  const violations = code === contractProblems['invalid-request'].code ? { violations: [VIOLATION] } : {};
  return { type: `${base}#${code}`, title, status, detail: remedy, instance: INSTANCE, ...violations };
}

/** For a status without a problem type (RFC 9457 section 4.2.1). */
function blank(status: number, title: string): JsonObject {
  return { type: 'about:blank', title, status, detail: `The service responded ${status}.`, instance: INSTANCE };
}

/** The schema of problems, for one type: with the properties that its example has. */
function ofType(document: JsonObject, schema: Json, example: JsonObject): Json {
  const closed = object(closedSchema(follow(document, schema) ?? {}));
  const properties = Object.entries(object(closed['properties'])).filter(([name]) => name in example);
  const pinned = properties.map(([name, value]) => [name, (CONSTANT as readonly string[]).includes(name) ? { enum: [example[name]] } : value]);
  return { ...closed, properties: Object.fromEntries(pinned) };
}

function follow(document: JsonObject, value: Json | undefined): Json | undefined {
  const pointer = isObject(value) && typeof value['$ref'] === 'string' ? refPointer(value['$ref']) : undefined;
  return pointer === undefined ? value : resolve(document, pointer).value;
}

/** The URL of the page that lists the problem types, at the first server of the document. */
export function problemBase(document: JsonObject): string {
  const first = Array.isArray(document['servers']) ? document['servers'][0] : undefined;
  const url = object(first)['url'];
  return `${typeof url === 'string' ? url.replace(/\/$/, '') : ''}/problems`;
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
