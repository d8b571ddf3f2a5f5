import { createRequire } from 'node:module';
import { _, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { type Code, not } from 'ajv/dist/compile/codegen/index.js';
import { contains as countingContains } from './evaluated-items.ts';
import { isObject, type Json, type JsonObject } from './source-document.ts';

/** The keyword, not of JSON Schema, that removes a member: `readOnly` in requests. */
export const REMOVE = 'x-remove';
/** Around a schema that need not be valid for the whole to be: what it removes stays where it is not. */
const BRANCH = 'x-branch';
/** Around the schema of a whole request: now is the time to remove. */
const WHOLE = 'x-whole';

/** Where in a converted schema other schemas stand. */
const ONE: readonly string[] = [
  ...['items', 'contains', 'additionalProperties', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties', 'not', 'if', 'then', 'else'],
  ...[BRANCH, WHOLE],
];
const LISTS: readonly string[] = ['prefixItems', 'allOf', 'anyOf', 'oneOf'];
const MAPS: readonly string[] = ['properties', 'patternProperties', 'dependentSchemas'];
/** Of those, the ones that may be invalid without the whole being so. */
const OPTIONAL: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'not', 'if', 'contains']);

const require = createRequire(import.meta.url);
const contains = (require('ajv/dist/vocabularies/applicator/contains.js') as { default: CodeKeywordDefinition }).default;
const REMOVALS = require('./removals.cjs') as unknown;

/**
 * Members are removed when a request is known to be valid, and by those schemas only that are valid for it: annotations of others are
 * dropped (JSON Schema 2020-12 core, section 7.7.1.2).
 */
export class Removal {
  readonly #schemaOf: (id: string) => Json | undefined;
  readonly #removing = new Map<string, boolean>();

  /** @param schemaOf the definition that a reference of a converted schema names; complete by the time that anything is asked */
  constructor(schemaOf: (id: string) => Json | undefined) {
    this.#schemaOf = schemaOf;
  }

  /** The same schema, but that each of its parts removes something where it is valid, and only there. */
  inBranches(schema: Json): Json {
    const changed = mapped(schema, (part, keyword) => {
      const inner = this.inBranches(part);
      return OPTIONAL.has(keyword) && this.#removes(inner) ? { [BRANCH]: inner } : inner;
    });
    if (!isObject(changed)) return changed;
    const { anyOf, if: condition, then: consequence, else: alternative } = changed;
    const move = (keyword: string, part: JsonObject) => {
      delete changed[keyword];
      changed['allOf'] = [...((changed['allOf'] ?? []) as Json[]), part];
    };
    // Ajv stops at the first that holds where it knows that all is evaluated, which it does not in a schema of their own.
    if (Array.isArray(anyOf) && anyOf.some(isBranch)) move('anyOf', { anyOf });
    // Ajv passes over a condition that has no consequences.
    if (isBranch(condition) && isEmpty(consequence) && isEmpty(alternative)) move('if', { anyOf: [condition as Json, true] });
    return changed;
  }

  /** The schema of a whole request, after which what it removes is taken out. */
  whole(schema: Json): Json {
    return this.#removes(schema) ? { [WHOLE]: this.inBranches(schema) } : schema;
  }

  #removes(schema: Json): boolean {
    const targets = new Set<string>();
    if (this.#reaches(schema, targets)) return true;
    for (const id of targets) this.#removing.set(id, false);
    return false;
  }

  /** @param seen ids of definitions that were looked into */
  #reaches(schema: Json, seen: Set<string>): boolean {
    if (!isObject(schema)) return false;
    if (schema[REMOVE] === true) return true;
    const { $ref } = schema;
    if (typeof $ref === 'string' && this.#definitionReaches($ref, seen)) return true;
    return [...partsOf(schema)].some((part) => this.#reaches(part, seen));
  }

  #definitionReaches(id: string, seen: Set<string>): boolean {
    const known = this.#removing.get(id);
    if (known !== undefined || seen.has(id)) return known ?? false;
    seen.add(id);
    const reaches = this.#reaches(this.#schemaOf(id) ?? true, seen);
    if (reaches) this.#removing.set(id, true);
    return reaches;
  }
}

const isBranch = (schema: Json | undefined) => isObject(schema) && schema[BRANCH] !== undefined;
const isEmpty = (schema: Json | undefined) => schema === undefined || schema === true || (isObject(schema) && Object.keys(schema).length === 0);

function* partsOf(schema: JsonObject): Generator<Json> {
  for (const keyword of ONE) if (schema[keyword] !== undefined) yield schema[keyword];
  for (const keyword of LISTS) if (schema[keyword] !== undefined) yield* schema[keyword] as Json[];
  for (const keyword of MAPS) if (schema[keyword] !== undefined) yield* Object.values(schema[keyword] as JsonObject) as Json[];
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
export function addRemoval(ajv: Ajv2020): void {
  ajv.addKeyword({
    keyword: REMOVE,
    schemaType: 'boolean',
    code: (cxt: KeywordCxt) => cxt.gen.code(_`${removalsIn(cxt)}.note(${cxt.it.parentData}, ${cxt.it.parentDataProperty})`),
  });
  ajv.addKeyword({
    keyword: BRANCH,
    schemaType: ['object', 'boolean'],
    code(cxt: KeywordCxt) {
      const count = cxt.gen.const('count', _`${removalsIn(cxt)}.count()`);
      around(cxt, BRANCH, (removals, valid) => cxt.gen.if(not(valid), () => cxt.gen.code(_`${removals}.forget(${count})`)));
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
      cxt.gen.code(_`${removalsIn(cxt)}.forget(0)`);
      around(cxt, WHOLE, (removals, valid) =>
        cxt.gen.if(
          valid,
          () => cxt.gen.code(_`${removals}.takeOut()`),
          () => cxt.gen.code(_`${removals}.forget(0)`),
        ),
      );
    },
  });
}

const removalsIn = ({ gen }: KeywordCxt): Code => gen.scopeValue('func', { ref: REMOVALS, code: _`require("../removals.cjs")` });

/** Validates by the schema of a keyword, and does something when that is done. */
function around(cxt: KeywordCxt, keyword: string, after: (removals: Code, valid: ReturnType<KeywordCxt['gen']['name']>) => void): void {
  const valid = cxt.gen.name('valid');
  const inner = cxt.subschema({ keyword }, valid);
  after(removalsIn(cxt), valid);
  cxt.ok(valid);
  cxt.mergeEvaluated(inner);
}
