import { createRequire } from 'node:module';
import validation from '@petsage/openapi-koa/validation';
import { _, type CodeKeywordDefinition, type KeywordCxt, type Name } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { _Code } from 'ajv/dist/compile/codegen/code.js';
import { type Code, getProperty, not, stringify } from 'ajv/dist/compile/codegen/index.js';
import { INT64 } from '../../ir/int64.ts';
import { leadsTo } from '../../ir/leads-to.ts';
import type { Int64 } from '../../ir/schema.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { conversionOf } from './int64.ts';
import { contains as countingContains } from './keywords/evaluated-items.ts';
import { CHOSEN_FIRST } from './keywords/unions.ts';
import { CONTEXT } from './keywords/validation-context.ts';
import { subschemasOf, withSubschemas } from './subschemas.ts';

/** The keyword, not of JSON Schema, that removes a property: `readOnly` in requests. */
export const REMOVE = 'x-remove';
/** Around a schema that need not be valid for the whole to be: what it changes is discarded where it is not. */
const BRANCH = 'x-branch';
/** Properties and their defaults; a name without a default stays absent, whatever default the schema's parts have for it. */
const DEFAULTS = 'x-defaults';
/** The names without a default, once more. */
const LEFT_OUT = 'x-left-out';
/** Around the schema of a whole request: it changes where this is valid. */
const WHOLE = 'x-whole';

/** Keywords of these with a schema for the same instance. */
const WRAPPERS = [BRANCH, WHOLE];
/** Keywords whose schema may be invalid without the whole being so. */
const OPTIONAL: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'not', 'if', 'contains']);

const require = createRequire(import.meta.url);
const contains = (require('ajv/dist/vocabularies/applicator/contains.js') as { default: CodeKeywordDefinition }).default;
const REQUEST_DEFAULTS = validation['requestDefaults'];

/** The most levels of defaults inside of a default: a schema may lead back to itself. */
const LEVELS = 16;

/** What is asked of Ajv while schemas are changed for it. */
export interface DefaultsChecker {
  /** Whether a schema takes a value. */
  readonly takes: (schema: Json, value: Json) => boolean;
  /** Validates a value against a schema, which may change the value. */
  readonly prepare: (schema: Json, value: Json) => void;
}

/** Several schemas of one object describe a property, and none of their defaults is taken by all. */
export interface DisagreeingDefaults {
  /** The descriptions of the property. */
  readonly schemas: readonly JsonObject[];
}

/**
 * A request is changed once it is known to be valid, and by those schemas only that are valid for it: annotations of others are dropped
 * (JSON Schema 2020-12 core, section 7.7.1.2).
 */
export class RequestDefaults {
  readonly #schemaOf: (id: string) => Json | undefined;
  readonly #checker: DefaultsChecker | undefined;
  readonly #definitions = new Map<string, Json>();
  readonly #completed = new Map<JsonObject, Json>();
  readonly #agreed = new Map<JsonObject, JsonObject>();
  readonly disagreeing: DisagreeingDefaults[] = [];

  /**
   * @param schemaOf the definition that a reference of a converted schema names
   * @param schemas  all schemas of requests, and all definitions
   * @param checker  absent where defaults are set as they are written
   */
  constructor(schemaOf: (id: string) => Json | undefined, schemas: Iterable<Json>, checker?: DefaultsChecker) {
    this.#schemaOf = schemaOf;
    this.#checker = checker;
    if (checker !== undefined) for (const schema of schemas) this.#agree(schema, checker);
  }

  /** The definition of an id, for Ajv: each of its parts changes something where it is valid, and only there. */
  definition(id: string): Json {
    const known = this.#definitions.get(id);
    if (known !== undefined) return known;
    const made = this.#marking(this.#schemaOf(id) ?? true);
    this.#definitions.set(id, made);
    return made;
  }

  /** The schema of a whole request, for Ajv. */
  whole(schema: Json): Json {
    const made = this.#marking(schema);
    return this.#changes(schema) ? { [WHOLE]: made } : made;
  }

  #marking(schema: Json): Json {
    if (!isObject(schema)) return schema;
    const changed = withSubschemas(
      schema,
      (part, keyword) => {
        const inner = this.#marking(part);
        return OPTIONAL.has(keyword) && this.#changes(part) ? { [BRANCH]: inner } : inner;
      },
      WRAPPERS,
    );
    const own = Object.entries(membersWithDefault(schema)).map(([name, member]) => [name, this.#completeDefault(member)] as const);
    const agreed = this.#agreed.get(schema);
    if (own.length > 0 || agreed !== undefined) changed[DEFAULTS] = { ...Object.fromEntries(own), ...agreed };
    // What is not JSON would be lost where the schema is compared with another one.
    const leftOut = Object.entries(agreed ?? {}).flatMap(([name, value]) => (value === undefined ? [name] : []));
    if (leftOut.length > 0) changed[LEFT_OUT] = leftOut;
    const { anyOf } = changed;
    // Ajv stops at the first that holds where it knows that all is evaluated, which it does not in a schema of their own.
    if (Array.isArray(anyOf) && anyOf.some(isBranch)) {
      delete changed['anyOf'];
      const chosen = changed[CHOSEN_FIRST];
      const alternatives = isObject(chosen) && chosen['keyword'] === 'anyOf' ? { anyOf, [CHOSEN_FIRST]: { ...chosen, all: true } } : { anyOf };
      changed['allOf'] = [...((changed['allOf'] ?? []) as Json[]), alternatives];
    }
    return changed;
  }

  /** The default of a schema with what the schema sets inside of it. */
  #completeDefault(schema: JsonObject): Json {
    const known = this.#completed.get(schema);
    if (known !== undefined) return known;
    const { default: preset, ...others } = schema as JsonObject & { default: Json };
    let value = preset;
    if (this.#checker !== undefined && typeof preset === 'object' && preset !== null && this.#changes(others)) {
      value = structuredClone(preset) as Json;
      for (let level = 0, before = ''; level < LEVELS && before !== JSON.stringify(withoutBigInts(value)); level++) {
        before = JSON.stringify(withoutBigInts(value));
        this.#checker.prepare(others, value);
      }
    }
    const as = Number.isInteger(value) ? this.#conversionOf(schema) : undefined;
    const complete = as === undefined ? withoutBigInts(value) : as === 'string' ? String(value) : withoutBigInts(BigInt(value as number));
    this.#completed.set(schema, complete);
    return complete;
  }

  /** What an integer of a schema becomes (`x-int64`). */
  #conversionOf(schema: JsonObject): Int64 | undefined {
    for (const part of this.#certain(schema)) {
      const as = conversionOf(part);
      if (as !== undefined) return as;
    }
    return undefined;
  }

  /** Finds the properties whose last default is refused by another schema that certainly applies, and what is set instead. */
  #agree(schema: Json, checker: DefaultsChecker): void {
    if (!isObject(schema)) return;
    for (const [part] of subschemasOf(schema, undefined, WRAPPERS)) this.#agree(part, checker);
    if ((schema['allOf'] === undefined && schema['$ref'] === undefined) || !this.#hasDefaults(schema)) return;
    const members = new Map<string, JsonObject[]>();
    for (const { properties } of this.#certain(schema))
      for (const [name, member] of Object.entries(isObject(properties) ? properties : {})) {
        if (!isObject(member)) continue;
        const others = members.get(name);
        if (others === undefined) members.set(name, [member]);
        else others.push(member);
      }
    for (const [name, schemas] of members) {
      const presets = schemas.flatMap(({ default: preset }) => (preset === undefined ? [] : [preset])).reverse();
      const [last] = presets;
      if (last === undefined || schemas.length < 2) continue;
      const all = { allOf: schemas };
      const fitting = presets.find((preset) => checker.takes(all, preset));
      if (fitting === last) continue;
      if (fitting === undefined) this.disagreeing.push({ schemas });
      // `undefined`, which isn't JSON, stands for a name without a default.
      this.#agreed.set(schema, { ...this.#agreed.get(schema), [name]: fitting } as JsonObject);
    }
  }

  /** The schemas that certainly apply to the same data, in the order in which their defaults are recorded. */
  *#certain(start: JsonObject): Generator<JsonObject> {
    const seen = new Set<JsonObject>();
    const open: { readonly schema: JsonObject; readonly isDone: boolean }[] = [{ schema: start, isDone: false }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { schema, isDone } = next;
      if (isDone) yield schema;
      if (isDone || seen.has(schema)) continue;
      seen.add(schema);
      const parts = this.#partsOf(schema).filter((part) => isObject(part));
      open.push({ schema, isDone: true }, ...parts.reverse().map((part) => ({ schema: part, isDone: false })));
    }
  }

  #partsOf({ $ref, allOf }: JsonObject): (Json | undefined)[] {
    return [...(typeof $ref === 'string' ? [this.#schemaOf($ref)] : []), ...((allOf ?? []) as Json[])];
  }

  /** Whether one of the schemas that certainly apply has a default for a property. */
  readonly #hasDefaults = leadsTo<Json | undefined>(
    (schema) => isObject(schema) && Object.keys(membersWithDefault(schema)).length > 0,
    (schema) => (isObject(schema) ? this.#partsOf(schema) : []),
  );

  /** Whether a schema, or one that it leads to, changes anything. */
  readonly #changes = leadsTo<Json | undefined>(
    (schema) => isObject(schema) && isChanging(schema),
    (schema) => {
      if (!isObject(schema)) return [];
      const { $ref } = schema;
      const parts = [...subschemasOf(schema, undefined, WRAPPERS)].map(([part]) => part);
      return typeof $ref === 'string' ? [...parts, this.#schemaOf($ref)] : parts;
    },
  );
}

/** Whether every object has it. Of a prototype, only an object without one says that it has none. */
const isInherited = (name: string) => name !== '__proto__' && Object.hasOwn(Object.prototype, name);

/** The properties of an object that have a default. */
function membersWithDefault({ properties }: JsonObject): Record<string, JsonObject> {
  const members = Object.entries(isObject(properties) ? properties : {});
  return Object.fromEntries(members.flatMap(([name, part]) => (isObject(part) && part['default'] !== undefined ? [[name, part]] : [])));
}

const isChanging = (schema: JsonObject) =>
  schema[REMOVE] !== undefined || conversionOf(schema) !== undefined || Object.keys(membersWithDefault(schema)).length > 0;
const isBranch = (schema: Json | undefined) => isObject(schema) && schema[BRANCH] !== undefined;

/** Teaches Ajv the keywords above. */
export function addRequestDefaults(ajv: Ajv2020): void {
  ajv.addKeyword({
    keyword: REMOVE,
    schemaType: 'boolean',
    code: (cxt: KeywordCxt) => cxt.gen.code(_`${changesIn(cxt)}.remove(${CONTEXT}, ${cxt.it.parentData}, ${cxt.it.parentDataProperty})`),
  });
  ajv.addKeyword({
    keyword: DEFAULTS,
    type: 'object',
    schemaType: 'object',
    before: 'maxProperties',
    code(cxt: KeywordCxt) {
      const changes = changesIn(cxt);
      for (const [name, value] of Object.entries(cxt.schema as JsonObject)) {
        const isMissing = isInherited(name) ? _`!Object.prototype.hasOwnProperty.call(${cxt.data}, ${name})` : _`${cxt.data}${getProperty(name)} === undefined`;
        const change =
          value === undefined
            ? _`${changes}.leaveOut(${CONTEXT}, ${cxt.data}, ${name})`
            : _`${changes}.set(${CONTEXT}, ${cxt.data}, ${name}, ${codeOf(value)})`;
        cxt.gen.if(isMissing, change);
      }
    },
  });
  ajv.addKeyword({
    keyword: BRANCH,
    schemaType: ['object', 'boolean'],
    code(cxt: KeywordCxt) {
      const { gen } = cxt;
      const count = gen.const('count', _`${changesIn(cxt)}.count(${CONTEXT})`);
      const valid = validateInside(cxt, BRANCH);
      gen.if(not(valid), _`${changesIn(cxt)}.forget(${CONTEXT}, ${count})`);
      cxt.ok(valid);
    },
  });
  // Ajv stops at the first item that fits.
  ajv.removeKeyword('contains');
  ajv.addKeyword({ ...contains, code: (cxt: KeywordCxt) => (isBranch(cxt.schema) ? countingContains : contains).code(cxt) } as CodeKeywordDefinition);
  ajv.addKeyword({
    keyword: WHOLE,
    schemaType: ['object', 'boolean'],
    code(cxt: KeywordCxt) {
      const valid = validateInside(cxt, WHOLE);
      cxt.gen.if(valid, _`${changesIn(cxt)}.apply(${CONTEXT})`);
      cxt.ok(valid);
    },
  });
}

/** A value with `{ "x-int64": DIGITS }` in place of each BigInt, as schemas are JSON for Ajv. */
function withoutBigInts(value: unknown): Json {
  if (typeof value === 'bigint') return { [INT64]: String(value) };
  if (Array.isArray(value)) return value.map(withoutBigInts);
  if (!isObject(value as Json)) return value as Json;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, member]) => [name, withoutBigInts(member)]));
}

const BIGINT = new RegExp(`\\{"${INT64}":"(-?\\d+)"\\}`, 'g');

/** The code of a value, with its BigInts. */
const codeOf = (value: Json): Code => new _Code(String(stringify(value)).replace(BIGINT, '$1n'));

const changesIn = ({ gen }: KeywordCxt): Code =>
  gen.scopeValue('func', { ref: REQUEST_DEFAULTS, code: _`require("@petsage/openapi-koa/validation").requestDefaults` });

/** Validates against the schema of a keyword. */
function validateInside(cxt: KeywordCxt, keyword: string): Name {
  const valid = cxt.gen.name('valid');
  cxt.mergeEvaluated(cxt.subschema({ keyword }, valid));
  return valid;
}
