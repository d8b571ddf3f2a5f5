import { isObject, type Json, type JsonObject } from '../../json.ts';
import { engineOf } from '../../patterns/engine.ts';
import { subschemasOf } from './subschemas.ts';

/** The keyword, not of JSON Schema, for the longest text that is valid by what stands around a schema. */
export const LONGEST = 'x-longest';
/** The keyword for a text that a pattern can be checked against up to a length only: the pattern. */
export const PATTERN_LIMIT = 'x-pattern-limit';

/** Keywords of schemas that a text is not refused by, whatever else refuses it, when they leave a check out. */
const ALSO: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'then', 'else']);

/** A pattern in a schema, for texts or for the names of members, that can be checked up to a length only. */
interface Limits {
  readonly text?: string | undefined;
  readonly names?: string | undefined;
}

/**
 * Writes the bounds of texts into converted schemas, where they are not beside what they bound.
 *
 * @param roots       schemas of whole values
 * @param definitions what references name
 */
export function addTextBounds(roots: readonly Json[], definitions: readonly { readonly id: string; readonly schema: Json }[]): void {
  const byId = new Map(definitions.map(({ id, schema }) => [id, schema]));
  const bounds = new TextBounds((id) => byId.get(id), hasLimit([...roots, ...byId.values()]));
  for (const root of roots) bounds.whole(root);
  for (const { schema } of definitions) bounds.part(schema, Number.POSITIVE_INFINITY);
}

/** Whether schemas, or those in them, have a pattern that can be checked up to a length only. */
function hasLimit(schemas: readonly Json[]): boolean {
  const isBounded = (pattern: string) => engineOf(pattern).kind === 'bounded';
  return schemas.some((schema) => {
    if (!isObject(schema)) return false;
    const { pattern, patternProperties } = schema;
    return (
      (typeof pattern === 'string' && isBounded(pattern)) ||
      Object.keys(isObject(patternProperties) ? patternProperties : {}).some(isBounded) ||
      hasLimit([...subschemasOf(schema)].map(([part]) => part))
    );
  });
}

class TextBounds {
  readonly #schemaOf: (id: string) => Json | undefined;
  /** Whether a pattern can be checked up to a length only. */
  readonly #hasLimit: boolean;

  constructor(schemaOf: (id: string) => Json | undefined, hasLimit: boolean) {
    this.#schemaOf = schemaOf;
    this.#hasLimit = hasLimit;
  }

  /** A schema of a value, with all schemas of the same value in it. */
  whole(schema: Json): void {
    this.part(schema, Number.POSITIVE_INFINITY);
    if (!this.#hasLimit || !isObject(schema)) return;
    const { text, names } = this.#limitsIn(schema);
    if (text !== undefined) schema[PATTERN_LIMIT] = text;
    if (names !== undefined) schema['allOf'] = [...((schema['allOf'] ?? []) as Json[]), { propertyNames: { [PATTERN_LIMIT]: names } }];
  }

  /** @param bound the longest text that the schemas around this one take */
  part(schema: Json, bound: number): void {
    if (!isObject(schema)) return;
    const parts = [...subschemasOf(schema, 'same')];
    const isBounded = schema['pattern'] !== undefined || schema['format'] !== undefined;
    const own = isBounded || parts.length > 0 ? Math.min(bound, this.#longestIn(schema)) : bound;
    const beside = (schema['maxLength'] ?? Number.POSITIVE_INFINITY) as number;
    if (own < beside && isBounded) schema[LONGEST] = own;
    for (const [part, keyword] of parts) this.part(part, ALSO.has(keyword) ? own : Number.POSITIVE_INFINITY);
    for (const [part] of subschemasOf(schema, 'inside')) this.whole(part);
  }

  /** The longest text that is valid by a schema, so far as `maxLength` says. */
  #longestIn(schema: JsonObject): number {
    let longest = Number.POSITIVE_INFINITY;
    for (const { maxLength } of this.#eachOf(schema, ({ allOf }) => (allOf ?? []) as Json[]))
      longest = Math.min(longest, (maxLength ?? Number.POSITIVE_INFINITY) as number);
    return longest;
  }

  #limitsIn(schema: JsonObject): Limits {
    let text: string | undefined;
    let names: string | undefined;
    for (const { pattern, patternProperties } of this.#eachOf(schema, (each) => [...subschemasOf(each, 'same')].map(([part]) => part))) {
      text ??= typeof pattern === 'string' && engineOf(pattern).kind === 'bounded' ? pattern : undefined;
      names ??= Object.keys(isObject(patternProperties) ? patternProperties : {}).find((name) => engineOf(name).kind === 'bounded');
    }
    return { text, names };
  }

  /** A schema, and the parts that it has or refers to, each before its own parts. */
  *#eachOf(start: JsonObject, partsOf: (schema: JsonObject) => readonly Json[]): Generator<JsonObject> {
    const seen = new Set<JsonObject>();
    const open: (Json | undefined)[] = [start];
    while (open.length > 0) {
      const schema = open.pop();
      if (!isObject(schema) || seen.has(schema)) continue;
      seen.add(schema);
      yield schema;
      const { $ref } = schema;
      open.push(...[...partsOf(schema), ...(typeof $ref === 'string' ? [this.#schemaOf($ref)] : [])].reverse());
    }
  }
}
