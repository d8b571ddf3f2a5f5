import { createRequire } from 'node:module';
import validation from '@petsage/openapi-koa/validation';
import { _, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { type Code, getProperty, stringify } from 'ajv/dist/compile/codegen/index.js';
import { CHOSEN_FIRST } from './chosen-first.ts';
import { contains as countingContains } from './evaluated-items.ts';
import { keywordsOf } from './keywords.ts';
import { isObject, type Json, type JsonObject } from './source-document.ts';

/** The keyword, not of JSON Schema, that removes a member: `readOnly` in requests. */
export const REMOVE = 'x-remove';
/** Around a schema that need not be valid for the whole to be: what it changes is taken back where it is not. */
const BRANCH = 'x-branch';
/**
 * Members and their defaults, where the schema that gives them may be part of a branch. Elsewhere Ajv sets them at once, but for those
 * that every object of JavaScript has, which it takes for there.
 */
const DEFAULTS = 'x-defaults';
/** Around the schema of a whole request: now is the time to change it. */
const WHOLE = 'x-whole';

/** Where in a converted schema other schemas stand. */
const ONE = [...keywordsOf('inner', 'same'), BRANCH, WHOLE];
const LISTS = keywordsOf('inner-list', 'same-list');
const MAPS = keywordsOf('inner-map', 'same-map');
/** Of those, the ones that may be invalid without the whole being so. */
const OPTIONAL: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'not', 'if', 'contains']);

const require = createRequire(import.meta.url);
const contains = (require('ajv/dist/vocabularies/applicator/contains.js') as { default: CodeKeywordDefinition }).default;
const EDITS = validation['edits'];

/**
 * A request is changed when it is known to be valid, and by those schemas only that are valid for it: annotations of others are dropped
 * (JSON Schema 2020-12 core, section 7.7.1.2).
 */
export class Edits {
  readonly #schemaOf: (id: string) => Json | undefined;
  /** Ids of definitions that a branch leads to. */
  readonly #branching = new Set<string>();
  readonly #definitions = new Map<string, Json>();
  readonly #marked = new Map<string, boolean>();
  readonly #editing = new Map<string, boolean>();

  /**
   * @param schemaOf the definition that a reference of a converted schema names
   * @param schemas  all schemas of requests, and all definitions: where there may be branches
   */
  constructor(schemaOf: (id: string) => Json | undefined, schemas: Iterable<Json>) {
    this.#schemaOf = schemaOf;
    for (const schema of schemas) this.#follow(schema, false);
  }

  /** The definition of an id, for Ajv: each of its parts changes something where it is valid, and only there. */
  definition(id: string): Json {
    const known = this.#definitions.get(id);
    if (known !== undefined) return known;
    const made = this.#marking(this.#schemaOf(id) ?? true, this.#branching.has(id));
    this.#definitions.set(id, made);
    return made;
  }

  /** The schema of a whole request, for Ajv. */
  whole(schema: Json): Json {
    const made = this.#marking(schema, false);
    return this.#reaches(made, isMarked, (id) => this.definition(id), this.#marked) ? { [WHOLE]: made } : made;
  }

  #follow(schema: Json, inBranch: boolean): void {
    if (!isObject(schema)) return;
    const { $ref } = schema;
    if (inBranch && typeof $ref === 'string' && !this.#branching.has($ref)) {
      this.#branching.add($ref);
      this.#follow(this.#schemaOf($ref) ?? true, true);
    }
    for (const [part, keyword] of subschemasOf(schema)) this.#follow(part, inBranch || OPTIONAL.has(keyword));
  }

  #marking(schema: Json, inBranch: boolean): Json {
    const changed = mapped(schema, (part, keyword) => {
      const inner = this.#marking(part, inBranch || OPTIONAL.has(keyword));
      return OPTIONAL.has(keyword) && this.#reaches(part, isEditing, this.#schemaOf, this.#editing) ? { [BRANCH]: inner } : inner;
    });
    if (!isObject(changed)) return changed;
    const defaults = Object.entries(defaultsOf(changed)).filter(([name]) => inBranch || isInherited(name));
    if (defaults.length > 0) {
      const taken = new Set(defaults.map(([name]) => name));
      changed[DEFAULTS] = Object.fromEntries(defaults);
      changed['properties'] = Object.fromEntries(
        Object.entries(changed['properties'] as JsonObject).map(([name, part]) => [name, taken.has(name) ? withoutDefault(part as Json) : (part as Json)]),
      );
    }
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

  /** @param known the verdicts on definitions */
  #reaches(schema: Json, is: (schema: JsonObject) => boolean, schemaOf: (id: string) => Json | undefined, known: Map<string, boolean>): boolean {
    const seen = new Set<string>();
    const reaches = (part: Json): boolean => {
      if (!isObject(part)) return false;
      const { $ref } = part;
      return is(part) || (typeof $ref === 'string' && definitionReaches($ref)) || [...subschemasOf(part)].some(([inner]) => reaches(inner));
    };
    const definitionReaches = (id: string): boolean => {
      const verdict = known.get(id);
      if (verdict !== undefined || seen.has(id)) return verdict ?? false;
      seen.add(id);
      const found = reaches(schemaOf(id) ?? true);
      if (found) known.set(id, true);
      return found;
    };
    const found = reaches(schema);
    // What nothing was found in is known whole only when the search has come to its end.
    if (!found) for (const id of seen) known.set(id, false);
    return found;
  }
}

/** Whether every object has it; a prototype is no member that could be set. */
const isInherited = (name: string) => name !== '__proto__' && Object.hasOwn(Object.prototype, name);

/** The defaults of an object's members, by name. */
function defaultsOf({ properties }: JsonObject): JsonObject {
  const members = Object.entries(isObject(properties) ? properties : {});
  return Object.fromEntries(members.flatMap(([name, part]) => (isObject(part) && part['default'] !== undefined ? [[name, part['default']]] : [])));
}

function withoutDefault(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const { default: _preset, ...others } = schema;
  return others;
}

const isEditing = (schema: JsonObject) => schema[REMOVE] !== undefined || Object.keys(defaultsOf(schema)).length > 0;
const isMarked = (schema: JsonObject) => schema[REMOVE] !== undefined || schema[DEFAULTS] !== undefined || schema[BRANCH] !== undefined;
const isBranch = (schema: Json | undefined) => isObject(schema) && schema[BRANCH] !== undefined;

function* subschemasOf(schema: JsonObject): Generator<readonly [part: Json, keyword: string]> {
  for (const keyword of ONE) if (schema[keyword] !== undefined) yield [schema[keyword], keyword];
  for (const keyword of LISTS) for (const part of (schema[keyword] ?? []) as Json[]) yield [part, keyword];
  for (const keyword of MAPS) for (const part of Object.values((schema[keyword] ?? {}) as JsonObject)) yield [part as Json, keyword];
}

/** A copy of a schema with others in place of its parts. */
function mapped(schema: Json, change: (part: Json, keyword: string) => Json): Json {
  if (!isObject(schema)) return schema;
  const copy: JsonObject = { ...schema };
  for (const keyword of ONE) if (copy[keyword] !== undefined) copy[keyword] = change(copy[keyword], keyword);
  for (const keyword of LISTS) if (copy[keyword] !== undefined) copy[keyword] = (copy[keyword] as Json[]).map((part) => change(part, keyword));
  for (const keyword of MAPS)
    if (copy[keyword] !== undefined)
      copy[keyword] = Object.fromEntries(Object.entries(copy[keyword] as JsonObject).map(([name, part]) => [name, change(part as Json, keyword)]));
  return copy;
}

/** Teaches Ajv the keywords above. */
export function addEdits(ajv: Ajv2020): void {
  ajv.addKeyword({
    keyword: REMOVE,
    schemaType: 'boolean',
    code: (cxt: KeywordCxt) => cxt.gen.code(_`${editsIn(cxt)}.remove(${cxt.it.parentData}, ${cxt.it.parentDataProperty})`),
  });
  ajv.addKeyword({
    keyword: DEFAULTS,
    type: 'object',
    schemaType: 'object',
    before: 'maxProperties',
    code(cxt: KeywordCxt) {
      for (const [name, value] of Object.entries(cxt.schema as JsonObject)) {
        const isMissing = isInherited(name) ? _`!Object.prototype.hasOwnProperty.call(${cxt.data}, ${name})` : _`${cxt.data}${getProperty(name)} === undefined`;
        cxt.gen.if(isMissing, _`${editsIn(cxt)}.set(${cxt.data}, ${name}, ${stringify(value)})`);
      }
    },
  });
  ajv.addKeyword({
    keyword: BRANCH,
    schemaType: ['object', 'boolean'],
    code(cxt: KeywordCxt) {
      const count = cxt.gen.const('count', _`${editsIn(cxt)}.count()`);
      around(cxt, BRANCH, _`suspend(${count})`, _`forget(${count})`);
    },
  });
  // Ajv stops at the first item that fits.
  ajv.removeKeyword('contains');
  ajv.addKeyword({ ...contains, code: (cxt: KeywordCxt) => (isBranch(cxt.schema) ? countingContains : contains).code(cxt) } as CodeKeywordDefinition);
  ajv.addKeyword({
    keyword: WHOLE,
    schemaType: ['object', 'boolean'],
    code(cxt: KeywordCxt) {
      // Something may be left of a request that was nested so deeply that its validator threw.
      cxt.gen.code(_`${editsIn(cxt)}.forget(0)`);
      around(cxt, WHOLE, _`apply()`, _`forget(0)`);
    },
  });
}

const editsIn = ({ gen }: KeywordCxt): Code => gen.scopeValue('func', { ref: EDITS, code: _`require("@petsage/openapi-koa/validation").edits` });

/** Validates by the schema of a keyword, and calls something of the edits by what comes of it. */
function around(cxt: KeywordCxt, keyword: string, whereValid: Code, whereNot: Code): void {
  const { gen } = cxt;
  const valid = gen.name('valid');
  const inner = cxt.subschema({ keyword }, valid);
  const edits = editsIn(cxt);
  gen.if(
    valid,
    () => gen.code(_`${edits}.${whereValid}`),
    () => gen.code(_`${edits}.${whereNot}`),
  );
  cxt.ok(valid);
  cxt.mergeEvaluated(inner);
}
