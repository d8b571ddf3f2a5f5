import { isJson } from '../../src/contract/media-type.ts';
import { bodyFaults } from './check-bodies.ts';
import { pathFaults } from './check-paths.ts';
import { responseFaults, TOKEN } from './check-responses.ts';
import { type DocumentOperation, type Located, list, located, parameterKey } from './operations.ts';
import { isRequirements, schemesOf } from './security-schemes.ts';
import { type Fault, isObject, type JsonObject, joinPointer } from './source-document.ts';
import { valueTable } from './value-table.ts';

/** Names that can stand in quotes anywhere, and in a file's name once they are percent-encoded. */
const NAME = /^[^\p{C}'"`\\]{1,200}$/u;
/** Of JSON Schema as OpenAPI 3.1 knows it (section 4.6). */
const DIALECTS: readonly string[] = ['https://spec.openapis.org/oas/3.1/dialect/base', 'https://json-schema.org/draft/2020-12/schema'];
/** OpenAPI 3.0.3 section 4.7.12.3. */
const STYLES: Readonly<Record<string, readonly string[]>> = {
  path: ['simple', 'label', 'matrix'],
  header: ['simple'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  cookie: ['form'],
};

export function checkVersion(root: JsonObject): Fault[] {
  if (!/^3\.[01]\.\d+$/.test(String(root['openapi']))) return [{ pointer: '/openapi', reason: 'only OpenAPI 3.0.x and 3.1.x documents are read' }];
  const dialect = root['jsonSchemaDialect'];
  if (dialect === undefined || DIALECTS.includes(String(dialect))) return [];
  return [{ pointer: '/jsonSchemaDialect', reason: `the dialect ${dialect} is not known; known are ${DIALECTS.join(', ')}` }];
}

/** Everything in a document that the tables, the validators or the types could not honour; its references are normalized. */
export function checkDocument(root: JsonObject, operations: readonly DocumentOperation[]): Fault[] {
  return [
    ...schemes(root, operations),
    ...uniqueness(operations),
    ...pathFaults(operations),
    ...operations.flatMap((operation) => [...parameters(root, operation), ...bodyFaults(root, operation), ...responseFaults(root, operation)]),
  ];
}

/** What a Security Scheme Object has to say for its credentials to be found (OpenAPI 3.0.3 section 4.7.23). */
const SCHEMES: Readonly<Record<string, (scheme: JsonObject) => boolean>> = {
  // The name of a field or a cookie, and an authentication scheme, are tokens (RFC 9110 sections 5.1 and 11.1): nobody could send another.
  apiKey: ({ in: place, name }) => ['header', 'query', 'cookie'].includes(String(place)) && typeof name === 'string' && (place === 'query' || TOKEN.test(name)),
  http: ({ scheme }) => typeof scheme === 'string' && TOKEN.test(scheme),
  oauth2: () => true,
  openIdConnect: () => true,
};

/**
 * Methods of HTTP's registry (RFC 9110 section 16.4.1) whose credentials answer a challenge of their own, or sign the request: they do
 * not tell by themselves whose they are.
 */
const BOUND: ReadonlySet<string> = new Set([
  ...['concealed', 'digest', 'dpop', 'gnap', 'hoba', 'mutual', 'negotiate', 'oauth', 'privatetoken', 'scram-sha-1', 'scram-sha-256'],
]);

function* schemes(root: JsonObject, operations: readonly DocumentOperation[]): Generator<Fault> {
  for (const operation of operations) {
    const { security, pointer } = operation;
    if (!isRequirements(security)) {
      yield {
        pointer: operation.value['security'] === undefined ? '/security' : joinPointer(pointer, 'security'),
        reason: 'security is no list of requirements',
      };
      continue;
    }
    for (const name of schemesOf(operation)) {
      const scheme = located(root, joinPointer('/components/securitySchemes', name));
      if (scheme === undefined) {
        yield { pointer, reason: `the security scheme ${name} is not defined` };
        continue;
      }
      const type = String(scheme.value['type']);
      const fits = Object.hasOwn(SCHEMES, type) ? SCHEMES[type] : undefined;
      // Of mutualTLS, whoever ends TLS knows more than an HTTP service.
      if (fits === undefined)
        yield { pointer: scheme.pointer, reason: `the security scheme ${name} is of the type ${type}; ${Object.keys(SCHEMES).join(', ')} can be required` };
      else if (!fits(scheme.value)) yield { pointer: scheme.pointer, reason: `the security scheme ${name} does not say where its credentials are` };
      else if (type === 'http' && BOUND.has(String(scheme.value['scheme']).toLowerCase()))
        yield {
          pointer: joinPointer(scheme.pointer, 'scheme'),
          reason: `the security scheme ${name} is of the method ${scheme.value['scheme']}, whose credentials answer a challenge or sign the request; basic, bearer and methods of your own can be required`,
        };
    }
  }
}

function* uniqueness(operations: readonly DocumentOperation[]): Generator<Fault> {
  const ids = new Map<string, DocumentOperation>();
  for (const operation of operations) {
    const { operationId, pointer } = operation;
    if (!NAME.test(operationId))
      yield {
        pointer,
        reason:
          operationId === ''
            ? 'the operation has no operationId'
            : `the operationId ${operationId} has a quote, a backslash or a control character in it, or is too long`,
      };
    else if (ids.has(operationId))
      yield {
        pointer: joinPointer(pointer, 'operationId'),
        reason: `the operationId ${operationId} is taken by ${ids.get(operationId)?.method.toUpperCase()} ${ids.get(operationId)?.path}`,
      };
    ids.set(operationId, operation);
  }
}

function* parameters(root: JsonObject, { path, pointer, value: operation, parameters }: DocumentOperation): Generator<Fault> {
  const item = located(root, joinPointer('/paths', path));
  for (const holder of [{ value: operation, pointer }, ...(item === undefined ? [] : [item])]) yield* duplicates(root, holder);
  const inTemplate = [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string);
  const declared = parameters.filter((parameter) => parameter.value['in'] === 'path').map((parameter) => String(parameter.value['name']));
  for (const name of inTemplate) if (!declared.includes(name)) yield { pointer, reason: `the path parameter ${name} is not declared` };
  for (const { value, pointer: at } of parameters) {
    const place = String(value['in']);
    if (!Object.hasOwn(STYLES, place)) {
      yield { pointer: joinPointer(at, 'in'), reason: `a parameter is in path, query, header or cookie, not in ${place}` };
      continue;
    }
    if (place === 'path' && !inTemplate.includes(String(value['name']))) yield { pointer: at, reason: `the path has no parameter ${value['name']}` };
    if (place === 'path' && value['required'] !== true) yield { pointer: at, reason: 'a path parameter is required' };
    const types = isObject(value['content']) ? Object.keys(value['content']) : [];
    if (value['content'] !== undefined && (types.length !== 1 || !isJson(types[0] as string))) {
      yield { pointer: joinPointer(at, 'content'), reason: 'the content of a parameter is one JSON media type' };
    }
    if (value['content'] !== undefined && value['schema'] !== undefined) yield { pointer: at, reason: 'a parameter has a schema or content, not both' };
    const style = String(value['style'] ?? STYLES[place]?.[0]);
    if (!STYLES[place]?.includes(style)) yield { pointer: joinPointer(at, 'style'), reason: `the style ${style} is not one of ${place} parameters` };
    yield* shapes(root, value, at, style);
  }
}

/** OpenAPI 3.0.3 section 4.7.10.1: a list of parameters has none twice. */
function* duplicates(root: JsonObject, holder: Located): Generator<Fault> {
  const keys = list(root, holder, 'parameters').map(({ value }) => parameterKey(value));
  for (const [index, key] of keys.entries())
    if (keys.indexOf(key) < index) yield { pointer: joinPointer(holder.pointer, 'parameters', index), reason: `the parameter ${key} is there twice` };
}

/** Combinations of style and type that the specification's table has no form for. */
function* shapes(root: JsonObject, value: JsonObject, pointer: string, style: string): Generator<Fault> {
  if (value['schema'] === undefined) return;
  const { types, properties } = valueTable(root, joinPointer(pointer, 'schema'));
  const composed = types.includes('array') || types.includes('object');
  const explode = typeof value['explode'] === 'boolean' ? value['explode'] : style === 'form';
  const at = joinPointer(pointer, 'schema');
  if (style === 'deepObject' && !types.includes('object')) yield { pointer: at, reason: 'the style deepObject is for objects' };
  if (style.endsWith('Delimited') && !composed) yield { pointer: at, reason: `the style ${style} is for arrays and objects` };
  if (style.endsWith('Delimited') && explode) yield { pointer: joinPointer(pointer, 'explode'), reason: `the style ${style} is not exploded; use form` };
  if (style === 'form' && explode && types.length === 1 && types[0] === 'object' && properties === undefined)
    yield { pointer: at, reason: 'the members of an exploded object have to be named, or they could be any parameter; use deepObject' };
}
