import { METHODS } from './operations.ts';
import { type Fault, isObject, type Json, type JsonObject, joinPointer } from './source-document.ts';

/** What stands below a field: an object of that kind, a map of them, or a list. Undefined for what is not looked into. */
type Below = { readonly kind: Kind; readonly many?: true } | undefined;
type Kind =
  | 'OpenAPI'
  | 'Path Item'
  | 'Operation'
  | 'Parameter'
  | 'Header'
  | 'Request Body'
  | 'Media Type'
  | 'Encoding'
  | 'Response'
  | 'Components'
  | 'Security Scheme';

const one = (kind: Kind): Below => ({ kind });
const many = (kind: Kind): Below => ({ kind, many: true });
const plain = (...names: string[]): Record<string, Below> => Object.fromEntries(names.map((name) => [name, undefined]));

/** Of a parameter and a header alike. */
const VALUE = {
  ...plain('description', 'required', 'deprecated', 'allowEmptyValue', 'style', 'explode', 'allowReserved', 'schema', 'example', 'examples'),
  content: many('Media Type'),
};

/** The fields of each object that a server has a part in (OpenAPI 3.0.3 section 4.7, 3.1.1 section 4.8). Schemas have keywords of their own. */
const FIELDS: Readonly<Record<Kind, Readonly<Record<string, Below>>>> = {
  OpenAPI: {
    ...plain('openapi', 'info', 'jsonSchemaDialect', 'servers', 'webhooks', 'security', 'tags', 'externalDocs'),
    paths: many('Path Item'),
    components: one('Components'),
  },
  'Path Item': {
    ...plain('summary', 'description', 'servers'),
    ...Object.fromEntries(METHODS.map((method) => [method, one('Operation')])),
    parameters: many('Parameter'),
  },
  Operation: {
    ...plain('tags', 'summary', 'description', 'externalDocs', 'operationId', 'callbacks', 'deprecated', 'security', 'servers'),
    parameters: many('Parameter'),
    requestBody: one('Request Body'),
    responses: many('Response'),
  },
  Parameter: { ...plain('name', 'in'), ...VALUE },
  Header: VALUE,
  'Request Body': { ...plain('description', 'required'), content: many('Media Type') },
  'Media Type': { ...plain('schema', 'example', 'examples'), encoding: many('Encoding') },
  Encoding: { ...plain('contentType', 'style', 'explode', 'allowReserved'), headers: many('Header') },
  Response: { ...plain('description', 'links'), headers: many('Header'), content: many('Media Type') },
  Components: {
    ...plain('schemas', 'examples', 'links', 'callbacks'),
    responses: many('Response'),
    parameters: many('Parameter'),
    requestBodies: many('Request Body'),
    headers: many('Header'),
    securitySchemes: many('Security Scheme'),
    pathItems: many('Path Item'),
  },
  'Security Scheme': plain('type', 'description', 'name', 'in', 'scheme', 'bearerFormat', 'flows', 'openIdConnectUrl'),
};

/** A reference may say of itself what it is about (OpenAPI 3.1.1 section 4.8.23); 3.0 ignores what stands beside one. */
const BESIDE_REFERENCE: ReadonlySet<string> = new Set(['$ref', 'summary', 'description']);

/** Fields that an object of OpenAPI does not have, most often a slip of the pen: they mean nothing, so nobody may think that they do. */
export function unknownFields(root: JsonObject): Fault[] {
  return [...fieldsOf(root, 'OpenAPI', '')];
}

function* fieldsOf(value: Json | undefined, kind: Kind, pointer: string): Generator<Fault> {
  if (!isObject(value)) return;
  const isReference = typeof value['$ref'] === 'string';
  const fields = FIELDS[kind];
  for (const [name, member] of Object.entries(value)) {
    if (name.startsWith('x-') || (isReference && BESIDE_REFERENCE.has(name))) continue;
    const at = joinPointer(pointer, name);
    if (isReference && kind !== 'Path Item') yield { pointer: at, reason: `${name} beside a $ref` };
    else if (!Object.hasOwn(fields, name)) yield { pointer: at, reason: `${name}, which the ${kind} Object does not have` };
    else yield* below(member, fields[name], at);
  }
}

function* below(value: Json | undefined, expected: Below, pointer: string): Generator<Fault> {
  if (expected === undefined || typeof value !== 'object' || value === null) return;
  if (expected.many === undefined) {
    yield* fieldsOf(value, expected.kind, pointer);
    return;
  }
  for (const [name, member] of Object.entries(value)) if (!name.startsWith('x-')) yield* fieldsOf(member, expected.kind, joinPointer(pointer, name));
}
