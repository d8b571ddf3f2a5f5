import { STATUS_CODES } from 'node:http';
import { isObject, type Json, type JsonObject, joinPointer, METHODS, refPointer, resolve } from '@petsage/openapi-compiler/internal';
import { contractProblems, type ProblemType } from '@petsage/openapi-koa';
import { type Located, member, objectMember, objectMembers, Side } from '../schemas/side.ts';

const PROBLEM = 'application/problem+json';
/** The properties that are constant for a problem type (RFC 9457 section 3.1). */
const CONSTANT = ['type', 'title', 'status'] as const;
const VIOLATION = { in: 'query', name: 'limit', keyword: 'maximum', message: 'must be <= 100' };
const INSTANCE = 'urn:uuid:0b6c1d3e-8f5a-4c2b-9d7e-3a1f5b8c2d4e';

/**
 * Rewrites a document for the mock. If an operation has one `default` for all errors, each status that `Prefer: code=…` may name gets a
 * response of its own, as an example has one status only.
 *
 * @param document an OpenAPI document without references to other files; it is not changed
 * @param problems the problem types of the service: the first of a status is its default, `Prefer: code=…, example=CODE` selects another
 */
export function mockDocument(document: JsonObject, problems: readonly ProblemType[]): JsonObject {
  const copy = structuredClone(document);
  const base = problemBase(copy);
  for (const [path, value] of Object.entries(object(copy['paths']))) {
    const item = object(follow(copy, value));
    for (const method of METHODS) {
      const operation = item[method];
      if (!isObject(operation)) continue;
      // As the compiler names it.
      operation['operationId'] ??= `${method.toUpperCase()} ${path}`;
      if (isObject(operation['responses'])) operation['responses'] = responsesOf(copy, operation['responses'], problems, base);
    }
  }
  return copy;
}

function responsesOf(document: JsonObject, declared: JsonObject, problems: readonly ProblemType[], base: string): JsonObject {
  const own = Object.fromEntries(
    Object.entries(declared).map(([status, value]) => {
      const response = object(follow(document, value));
      const content = Object.entries(object(response['content'])).map(([type, media]) => [type, ofExample(document, type, object(media))]);
      return [status, content.length === 0 ? response : { ...response, content: Object.fromEntries(content) }];
    }),
  );
  const fallback = object(follow(document, declared['default']));
  const schema = object(object(fallback['content'])[PROBLEM])['schema'];
  return schema === undefined ? own : { ...errors(document, fallback, schema, problems, base), ...own };
}

function ofExample(document: JsonObject, type: string, media: JsonObject): JsonObject {
  const { schema } = media;
  if (schema === undefined) return media;
  const example = media['example'] ?? object(Object.values(object(media['examples']))[0])['value'];
  return { ...media, schema: type === PROBLEM && isObject(example) ? ofType(document, schema, example) : schema };
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
  const all = object(follow(document, schema));
  const properties = Object.entries(object(all['properties'])).filter(([name]) => name in example);
  const pinned = properties.map(([name, value]) => [name, (CONSTANT as readonly string[]).includes(name) ? { enum: [example[name]] } : value]);
  return { ...all, properties: Object.fromEntries(pinned), additionalProperties: false };
}

/** The schemas of a mock's responses. */
export class ResponseSchemas {
  readonly #responses: ReadonlyMap<string, Located<JsonObject>>;

  /** @param document see `mockDocument` */
  constructor(document: JsonObject) {
    const paths = objectMembers(new Side('revision', document).object('/paths'));
    this.#responses = new Map(
      [...paths.values()].flatMap((item) =>
        METHODS.flatMap((method): [string, Located<JsonObject>][] => {
          const operation = objectMember(item, method);
          return [[String(operation.value['operationId']), objectMember(operation, 'responses')]];
        }),
      ),
    );
  }

  /** Of a body; undefined if the document has none. */
  body(operationId: string, key: string, type: string | undefined): Located | undefined {
    const content = objectMember(this.#response(operationId, key), 'content');
    return type === undefined ? undefined : member(objectMember(content, type), 'schema');
  }

  /** Of each header, by name. */
  headers(operationId: string, key: string): ReadonlyMap<string, Located | undefined> {
    const headers = objectMembers(objectMember(this.#response(operationId, key), 'headers'));
    return new Map([...headers].map(([name, header]) => [name, member(header, 'schema')]));
  }

  /** The media types of a response. */
  types(operationId: string, key: string): string[] {
    return Object.keys(objectMember(this.#response(operationId, key), 'content').value);
  }

  /** The first example of a body. */
  example(operationId: string, key: string, type: string): Json | undefined {
    const media = objectMember(objectMember(this.#response(operationId, key), 'content'), type);
    const [named] = objectMembers(objectMember(media, 'examples')).values();
    return media.value['example'] ?? named?.value['value'];
  }

  /** The names of the examples of a status, for each of its media types. */
  examples(operationId: string, key: string): string[] {
    const content = objectMembers(objectMember(this.#response(operationId, key), 'content'));
    return [...new Set([...content.values()].flatMap((media) => Object.keys(objectMember(media, 'examples').value)))];
  }

  /** The statuses and ranges that an operation declares. */
  statuses(operationId: string): string[] {
    return Object.keys(this.#responses.get(operationId)?.value ?? {});
  }

  #response(operationId: string, key: string): Located<JsonObject> {
    const responses = this.#responses.get(operationId);
    if (responses === undefined) throw new Error(`The document has no operation ${operationId}.`);
    return responses.side.object(joinPointer(responses.pointer, key));
  }
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
