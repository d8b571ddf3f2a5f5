type Schema = Record<string, unknown>;

/** Texts in the formats that need a certain form. */
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-15T09:30:00Z',
  date: '2026-01-15',
  time: '09:30:00Z',
  duration: 'P1D',
  email: 'ann@example.org',
  'idn-email': 'ann@example.org',
  hostname: 'example.org',
  'idn-hostname': 'example.org',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.org/',
  'uri-reference': '/a',
  iri: 'https://example.org/',
  'iri-reference': '/a',
  'uri-template': '/{a}',
  uuid: '3f2b8c1e-5d4a-4b6f-9c7d-1e2f3a4b5c6d',
  byte: 'cHVycg==',
  'json-pointer': '/a',
  'relative-json-pointer': '0/a',
  regex: '^a$',
};
/** References may go in circles. */
const DEPTH = 6;

/**
 * Values that a schema may allow: its own examples, and some made by its keywords. What its other keywords say is not looked at, so a
 * validator has to choose.
 *
 * @param root the document, for references
 * @param above how many objects of the schema do not count, where it stands around schemas of the document
 */
export function sampleValues(root: Schema, schema: unknown, above = 0): unknown[] {
  const { example, examples, default: preset } = (resolve(root, schema) ?? {}) as Schema;
  const given = [example, preset, ...(Array.isArray(examples) ? examples : [])].filter((value) => value !== undefined);
  return [...given, ...[0, 1, 2].map((choice) => make(root, schema as Schema, choice, -above))];
}

/** @param choice which alternative, enum member or type is taken */
function make(root: Schema, schema: Schema | boolean | undefined, choice: number, depth: number): unknown {
  const it = schema;
  if (typeof it !== 'object' || it === null || depth > DEPTH) return 'anything';
  const chosen = <T>(list: unknown): T | undefined => (Array.isArray(list) && list.length > 0 ? (list[choice % list.length] as T) : undefined);
  if (it['const'] !== undefined) return it['const'];
  if (Array.isArray(it['enum'])) return chosen(it['enum']);
  // No text is made for a pattern.
  const example = it['pattern'] === undefined ? undefined : (it['example'] ?? chosen(it['examples']));
  if (example !== undefined) return example;
  const parts = [
    ...('$ref' in it ? [resolve(root, it)] : []),
    ...(Array.isArray(it['allOf']) ? it['allOf'] : []),
    chosen<Schema>(it['oneOf']),
    chosen<Schema>(it['anyOf']),
  ];
  const made = parts.filter((part) => part !== undefined).map((part) => make(root, part as Schema, choice, depth + 1));
  const values = [own(root, it, choice, depth), ...made].filter((value) => value !== undefined);
  const objects = values.filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
  if (objects.length > 1) return Object.assign({}, ...objects);
  return values.length === 0 ? 'anything' : values.at(-1);
}

function own(root: Schema, schema: Schema, choice: number, depth: number): unknown {
  switch (typeOf(schema, choice)) {
    case 'object':
      return object(root, schema, choice, depth);
    case 'array': {
      const first = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : [];
      const count = Math.max(Number(schema['minItems'] ?? (depth > 2 ? 0 : 1)), first.length);
      return Array.from({ length: count }, (_, index) => make(root, (first[index] ?? schema['items'] ?? {}) as Schema, choice, depth + 1));
    }
    case 'string':
      return (FORMATS[String(schema['format'])] ?? 'purr').padEnd(Number(schema['minLength'] ?? 0), 'r').slice(0, Number(schema['maxLength'] ?? 99));
    case 'integer':
    case 'number':
      return Number(schema['multipleOf'] ?? Number(schema['minimum'] ?? 0) + Number(schema['exclusiveMinimum'] ?? 0) + 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return undefined;
  }
}

function object(root: Schema, schema: Schema, choice: number, depth: number): Schema {
  const properties = Object.entries((schema['properties'] ?? {}) as Schema);
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  // One choice has the required members only, which also ends what refers to itself.
  const taken = properties.filter(([name]) => required.includes(name) || (choice < 2 && depth < 2));
  const made = Object.fromEntries(taken.map(([name, property]) => [name, make(root, property as Schema, choice, depth + 1)]));
  const unnamed = required.filter((name) => !(name in made)).map((name) => [name, 'anything']);
  return { ...made, ...Object.fromEntries(unnamed) };
}

function typeOf(schema: Schema, choice: number): unknown {
  const { type } = schema;
  if (Array.isArray(type)) return type[choice % type.length];
  if (type !== undefined) return type;
  if (schema['properties'] !== undefined || schema['required'] !== undefined) return 'object';
  return schema['items'] !== undefined || schema['prefixItems'] !== undefined ? 'array' : undefined;
}

/** What a reference points to; what is no reference itself. */
function resolve(root: Schema, schema: unknown): unknown {
  const reference = (schema as Schema | undefined)?.['$ref'];
  if (typeof reference !== 'string') return schema;
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => (at as Schema | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], root);
}
