import { isObject, type Json, type JsonObject, located, refPointer, resolve } from '@petsage/openapi-compiler/internal';

/** A value that a client sends: a parameter, a property of a form, or a body. */
export interface RequestValue {
  /** The method and path, as a reader finds them in the document. */
  readonly operation: string;
  /** Such as `query parameter "genre"`. */
  readonly name: string;
  /** Where and how it is sent, and its type: `query, form, explode: string[]`. Generators differ in nothing else. */
  readonly kind: string;
  /** The Parameter Object or Media Type Object that describes it. */
  readonly at: JsonObject;
  /** The property of the form, if it is one. */
  readonly field?: string;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
/** The default style of each location (OpenAPI 3.0.3 section 4.7.12.1). */
const DEFAULT_STYLE: Readonly<Record<string, string>> = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' };
const FORMS: Readonly<Record<string, string>> = { 'application/x-www-form-urlencoded': 'urlencoded', 'multipart/form-data': 'multipart' };
const JSON_TYPE = /^application\/(?:.+\+)?json\b/i;

/** Every value of the document's requests, in its order. */
export function requestValues(root: JsonObject): RequestValue[] {
  const paths = isObject(root['paths']) ? root['paths'] : {};
  return Object.entries(paths).flatMap(([path, given]) => {
    const item = followed(root, given);
    return METHODS.flatMap((method) => {
      const operation = item === undefined ? undefined : followed(root, item[method]);
      if (item === undefined || operation === undefined) return [];
      const name = `${method.toUpperCase()} ${path}`;
      return [...parameterValues(root, item, operation), ...bodyValues(root, operation)].map((value) => ({ operation: name, ...value }));
    });
  });
}

type OperationValue = Omit<RequestValue, 'operation'>;

/** Those of the operation, and those of its path item that it does not replace (section 4.7.9.1). */
function parameterValues(root: JsonObject, item: JsonObject, operation: JsonObject): OperationValue[] {
  const byName = new Map<string, OperationValue>();
  for (const given of [...list(item['parameters']), ...list(operation['parameters'])]) {
    const parameter = followed(root, given);
    if (parameter === undefined || typeof parameter['name'] !== 'string' || typeof parameter['in'] !== 'string') continue;
    const { name, in: place } = parameter as { name: string; in: string };
    byName.set(`${place} ${name}`, { name: `${place} parameter ${JSON.stringify(name)}`, kind: parameterKind(root, place, parameter), at: parameter });
  }
  return [...byName.values()];
}

function parameterKind(root: JsonObject, place: string, parameter: JsonObject): string {
  if (isObject(parameter['content'])) {
    const [[type, content] = ['', undefined]] = Object.entries(parameter['content']);
    return `${place}, ${JSON_TYPE.test(type) ? 'JSON' : 'text'}: ${typeOf(root, followed(root, content)?.['schema'])}`;
  }
  const style = typeof parameter['style'] === 'string' ? parameter['style'] : (DEFAULT_STYLE[place] ?? '');
  return `${place}, ${styled(style, parameter['explode'], typeOf(root, parameter['schema']))}`;
}

/** `explode` changes arrays and objects only, and `deepObject` has a single form. */
function styled(style: string, explode: Json | undefined, type: string): string {
  const isOne = !type.endsWith('[]') && type !== 'object';
  return `${style}${!isOne && style !== 'deepObject' && (explode ?? style === 'form') === true ? ', explode' : ''}: ${type}`;
}

function bodyValues(root: JsonObject, operation: JsonObject): OperationValue[] {
  const content = followed(root, operation['requestBody'])?.['content'];
  if (!isObject(content)) return [];
  return Object.entries(content).flatMap(([type, value]) => {
    const mediaType = followed(root, value);
    if (mediaType === undefined) return [];
    const form = FORMS[essence(type)];
    if (form !== undefined) return fieldValues(root, form, mediaType);
    const kind = JSON_TYPE.test(type) ? (essence(type) === 'application/json' ? 'JSON' : '+json') : essence(type).startsWith('text/') ? 'text' : 'binary';
    const of = kind === 'text' ? 'string' : kind === 'binary' ? 'file' : typeOf(root, mediaType['schema']);
    return [{ name: `${type} body`, kind: `body, ${kind}: ${of}`, at: mediaType }];
  });
}

/** The properties of a form, those that `allOf` combines included. */
function fieldValues(root: JsonObject, form: string, mediaType: JsonObject): OperationValue[] {
  const encodings = isObject(mediaType['encoding']) ? mediaType['encoding'] : {};
  return Object.entries(properties(root, mediaType['schema'])).map(([name, schema]) => {
    const encoding = followed(root, encodings[name]) ?? {};
    const type = typeOf(root, schema);
    const isJson = typeof encoding['contentType'] === 'string' && JSON_TYPE.test(encoding['contentType']);
    const kind =
      form === 'multipart'
        ? `multipart: ${type}`
        : `urlencoded, ${isJson ? `JSON: ${type}` : styled(typeof encoding['style'] === 'string' ? encoding['style'] : 'form', encoding['explode'], type)}`;
    return { name: `field ${JSON.stringify(name)} of the ${form} form`, kind, at: mediaType, field: name };
  });
}

function properties(root: JsonObject, given: Json | undefined): Record<string, Json | undefined> {
  const found: Record<string, Json | undefined> = {};
  for (const schema of parts(root, given)) if (isObject(schema['properties'])) Object.assign(found, schema['properties']);
  return found;
}

/** The type as it is sent: types that every generator sends alike have one name. */
function typeOf(root: JsonObject, given: Json | undefined, depth = 0): string {
  const schemas = parts(root, given);
  const first = (name: string) => schemas.map((schema) => schema[name]).find((value) => value !== undefined);
  const declared = first('type');
  const type = Array.isArray(declared) ? declared.find((name) => name !== 'null') : declared;
  if (type === 'array') {
    const item = depth > 0 ? 'object' : typeOf(root, first('items'), depth + 1);
    return `${item.endsWith('[]') ? 'object' : item}[]`;
  }
  if (type === 'object' || (type === undefined && first('properties') !== undefined)) return 'object';
  if (type === 'integer' || type === 'number' || type === 'boolean') return type;
  if (Array.isArray(first('enum'))) return 'enum';
  const format = first('format');
  if (format === 'binary' || first('contentMediaType') !== undefined) return 'file';
  return format === 'date' || format === 'date-time' ? format : 'string';
}

/** A schema and what it combines; of alternatives the first one that isn't null. */
function parts(root: JsonObject, given: Json | undefined, depth = 0): JsonObject[] {
  const schema = followed(root, given);
  if (schema === undefined || depth > MAX_DEPTH) return [];
  const alternative = ['oneOf', 'anyOf'].flatMap((name) => list(schema[name])).find((value) => isObject(value) && value['type'] !== 'null');
  return [schema, ...list(schema['allOf']), alternative].flatMap((part, index) => (index === 0 ? [schema] : parts(root, part, depth + 1)));
}

/** Deeper compositions are not followed: a schema may contain itself. */
const MAX_DEPTH = 8;

function essence(type: string): string {
  return (type.split(';')[0] as string).trim().toLowerCase();
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** An object, its local references followed. */
function followed(root: JsonObject, value: Json | undefined): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  if (typeof value['$ref'] !== 'string') return value;
  const pointer = refPointer(value['$ref']);
  return pointer === undefined ? undefined : located(root, resolve(root, pointer).pointer)?.value;
}
