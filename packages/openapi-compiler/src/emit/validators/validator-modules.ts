import validation from '@petsage/openapi-koa/validation';
import { _ } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { _Code } from 'ajv/dist/compile/codegen/code.js';
import type { ValueScopeName } from 'ajv/dist/compile/codegen/index.js';
import type { Finding } from '../../diagnostics/diagnostic.ts';
import { isObject, type Json, type JsonObject, joinPointer } from '../../json.ts';
import { engineOf, testerCode } from '../../patterns/engine.ts';
import { indented } from '../layout.ts';
import { withOwnMembers } from '../own-members.ts';
import { CompileOrder } from './compile-order.ts';
import type { Definition } from './definitions.ts';
import { withErrorList } from './error-list.ts';
import { type FunctionSource, functionSource } from './function-source.ts';
import type { SchemaConverter } from './json-schema-2020.ts';
import { listDeclaredNames } from './keywords/declared-names.ts';
import { fastEnumerations } from './keywords/enumeration.ts';
import { evaluatedIf } from './keywords/evaluated-if.ts';
import { trackEvaluatedItems } from './keywords/evaluated-items.ts';
import { addInt64 } from './keywords/int64.ts';
import { flattenMembers } from './keywords/many-members.ts';
import { exactMultipleOf } from './keywords/multiple-of.ts';
import { type Evaluated, lateReferences, type ReferredFunction, separateReferences } from './keywords/references.ts';
import { boundTexts, countCharactersWhereNeeded } from './keywords/text-keywords.ts';
import { orderUnionErrors } from './keywords/unions.ts';
import { linearUniqueItems } from './keywords/unique-items.ts';
import { addWriteOnly } from './keywords/write-only.ts';
import { ModuleScope } from './module-scope.ts';
import { repeated } from './repeated-schemas.ts';
import { addRequestDefaults, RequestDefaults } from './request-defaults.ts';
import { addTextBounds, PATTERN_LIMIT } from './text-bounds.ts';

export const FORMATS = validation.formats;
const { toRegExp } = validation;
const REGEXP = 'require("@petsage/openapi-koa/validation").toRegExp';

/** Ajv's own comparison of values, as its code names it. */
const AJV_EQUAL = 'require("ajv/dist/runtime/equal").default';
/** How Ajv's functions forget what they evaluated in an earlier call. */
const RESET_EVALUATED =
  /const (evaluated\d+) = \w+\.evaluated;\nif\(\1\.dynamicProps\)\{\n\1\.props = undefined;\n\}\nif\(\1\.dynamicItems\)\{\n\1\.items = undefined;\n\}\n/;

/** A validation with fewer calls of a function than these costs less than to keep what they say, however schemas refer to each other. */
const FEW_CALLS = 100;

/** A schema that others refer to. */
interface CompiledDefinition {
  /** The text of its module. */
  readonly text: string;
  readonly evaluated: Evaluated;
}

/** What is compiled at the moment. */
interface Current {
  /** The id of the definition; undefined for a schema of an operation. */
  readonly id: string | undefined;
  /** Where the modules of definitions are from its own. */
  readonly folder: string;
  readonly compiled: ReadonlyMap<string, CompiledDefinition>;
}

/** What costs time in validators, and is for documents that need it only. */
export interface ValidatorTraits {
  /** Whether a name of the document is one that every object of JavaScript has: an object's own members alone are looked at. */
  readonly ownProperties: boolean;
  /** Whether the document has the keyword `unevaluatedItems`. */
  readonly unevaluatedItems: boolean;
  /** Whether a schema may ask what others have evaluated, so that every alternative has to be looked at. */
  readonly tracksEvaluated: boolean;
  /** Whether the document has integers that are no doubles for a handler. */
  readonly int64: boolean;
}

/**
 * Ajv's functions for all schemas of one direction, as text: a module for each schema that others refer to, which those
 * others `require`, so that a schema is compiled and loaded once, however many operations use it.
 */
export class ValidatorModules {
  readonly findings: Finding[] = [];
  /** Where defaults stand in the document that are never set. */
  readonly unsetDefaults: ReadonlySet<string>;
  readonly #converter: SchemaConverter;
  readonly #traits: ValidatorTraits;
  readonly #ajv: Ajv2020;
  readonly #requestDefaults: RequestDefaults | undefined;
  readonly #order = lazily(() => new CompileOrder(this.#converter.definitions.values(), keywordOrder(this.#ajv)));
  readonly #compiled = lazily(() => this.#compileDefinitions());
  /** The names of the module that is written. */
  #scope: ModuleScope;
  #current: Current | undefined;
  readonly #patterns = new Map<unknown, string>();
  readonly #toRegExp = (pattern: string) => {
    const expression = toRegExp(pattern);
    this.#patterns.set(expression, pattern);
    return expression;
  };

  /**
   * @param converter with the definitions that `schemas` refer to
   * @param schemas   all that will be compiled, converted; completed here
   */
  constructor(converter: SchemaConverter, schemas: readonly Json[], traits: ValidatorTraits) {
    this.#converter = converter;
    this.#traits = traits;
    this.#ajv = this.#makeAjv();
    this.#scope = new ModuleScope(converter.direction);
    const isRequest = converter.direction === 'request';
    const unfit = isRequest ? this.#dropUnfitDefaults() : [];
    addTextBounds(schemas, [...converter.definitions.values()]);
    this.#requestDefaults = isRequest ? this.#makeRequestDefaults(schemas) : traits.int64 ? this.#makeConversions(schemas) : undefined;
    this.unsetDefaults = new Set([...unfit, ...(this.#requestDefaults === undefined ? [] : this.#conflictingDefaults(this.#requestDefaults))]);
    separateReferences(this.#ajv, (id) => this.#functionOf(id));
  }

  #makeAjv(useDefaults = false): Ajv2020 {
    const ajv = new Ajv2020({
      useDefaults,
      allErrors: this.#converter.direction === 'request',
      // The converter has looked at every keyword; what strict mode adds refuses valid schemas.
      strict: false,
      validateSchema: false,
      // NaN and the infinities are no numbers of JSON (RFC 8259 section 6): 1e400 becomes one when it is parsed, and they become null in answers.
      strictNumbers: true,
      validateFormats: true,
      inlineRefs: false,
      ownProperties: this.#traits.ownProperties,
      formats: FORMATS as never,
      logger: false,
      code: {
        source: true,
        lines: true,
        formats: _`require("@petsage/openapi-koa/validation").formats`,
        regExp: Object.assign(this.#toRegExp, { code: REGEXP }),
      },
    });
    linearUniqueItems(ajv, this.#traits.int64);
    exactMultipleOf(ajv);
    evaluatedIf(ajv);
    countCharactersWhereNeeded(ajv);
    boundTexts(ajv);
    fastEnumerations(ajv);
    orderUnionErrors(ajv, this.#traits.tracksEvaluated);
    const isRequest = this.#converter.direction === 'request';
    if (this.#traits.int64) addInt64(ajv, this.#converter.direction);
    if (isRequest || this.#traits.int64) addRequestDefaults(ajv);
    if (isRequest) listDeclaredNames(ajv);
    else addWriteOnly(ajv);
    if (this.#traits.unevaluatedItems) trackEvaluatedItems(ajv);
    flattenMembers(ajv);
    return ajv;
  }

  /**
   * Takes out the defaults that their own schema refuses, and reports them: a request that leaves such a property out is valid (JSON Schema
   * 2020-12 validation, section 9.2).
   *
   * @returns where in the document each of them stands
   */
  #dropUnfitDefaults(): string[] {
    const dropped: string[] = [];
    const { places } = this.#converter.defaults;
    if (places.size === 0) return dropped;
    const plain = this.#ajvWith(({ schema }) => schema);
    const filling = lazily(() => this.#ajvWith(({ schema }) => schema, true));
    const fitting = new Map<string, Json | undefined>();
    for (const [holder, pointer] of places) {
      const text = JSON.stringify(holder);
      const { default: value, ...schema } = holder;
      if (!fitting.has(text)) fitting.set(text, isValid(plain, schema, structuredClone(value) as Json) ? value : filled(filling(), schema, value as Json));
      const fit = fitting.get(text);
      if (fit !== undefined) {
        holder['default'] = fit;
        continue;
      }
      delete holder['default'];
      dropped.push(joinPointer(pointer, 'default'));
      this.findings.push({
        code: 'invalid-default',
        pointer: joinPointer(pointer, 'default'),
        reason: 'the default is not valid against its own schema, so it is never set; correct it',
      });
    }
    return dropped;
  }

  /** What sets defaults and removes read-only properties in requests that are valid. */
  #makeRequestDefaults(schemas: readonly Json[]): RequestDefaults {
    const { definitions } = this.#converter;
    const schemaOf = (id: string) => definitions.byId(id)?.schema;
    const all = [...schemas, ...[...definitions.values()].map(({ schema }) => schema)];
    // Defaults inside of defaults are set here, once; these are for that.
    const raw = new RequestDefaults(schemaOf, all);
    const changing = lazily(() => this.#ajvWith((definition) => raw.definition(definition.id)));
    const plain = lazily(() => this.#ajvWith(({ schema }) => schema));
    return new RequestDefaults(schemaOf, all, {
      takes: (schema, value) => isValid(plain(), schema as JsonObject, structuredClone(value) as Json),
      prepare: (schema, value) => void isValid(changing(), raw.whole(schema) as JsonObject, value),
    });
  }

  /** What makes numbers of strings and BigInts in responses that are valid (`x-int64`). */
  #makeConversions(schemas: readonly Json[]): RequestDefaults {
    const { definitions } = this.#converter;
    return new RequestDefaults((id) => definitions.byId(id)?.schema, [...schemas, ...[...definitions.values()].map(({ schema }) => schema)]);
  }

  /** Where in the document defaults stand that are not set, as another schema of the same object refuses them. */
  #conflictingDefaults({ disagreeing }: RequestDefaults): string[] {
    const { places } = this.#converter.defaults;
    const pointers = new Set(disagreeing.flatMap(({ schemas }) => schemas.map((schema) => places.get(schema) ?? '')));
    pointers.delete('');
    return [...pointers].map((holder) => {
      const pointer = joinPointer(holder, 'default');
      const reason = 'another schema of the same property refuses this default, so it is never set; give them one that all of them allow';
      this.findings.push({ code: 'conflicting-defaults', pointer, reason });
      return pointer;
    });
  }

  #ajvWith(schemaOf: (definition: Definition) => Json, useDefaults = false): Ajv2020 {
    const ajv = this.#makeAjv(useDefaults);
    lateReferences(ajv);
    for (const definition of this.#converter.definitions.values()) ajv.addSchema(withId({ ...definition, schema: schemaOf(definition) }));
    return ajv;
  }

  /** Begins a module of several schemas: names are numbered from the beginning. */
  beginModule(): void {
    this.#compiled();
    this.#forget();
  }

  #forget(): void {
    this.#scope = new ModuleScope(this.#converter.direction);
    this.#patterns.clear();
  }

  /**
   * Compiles a schema.
   *
   * @param given what the converter made
   * @returns an expression for the function, and the text that declares it in a module beside the side's folder
   */
  compile(given: Json): { expression: string; code: string } {
    const compiled = this.#compiled();
    const schema = this.#requestDefaults?.whole(given) ?? given;
    const only =
      isObject(schema) && Object.keys(schema).length === 1 && typeof schema['$ref'] === 'string' ? this.#converter.definitions.byId(schema['$ref']) : undefined;
    if (only !== undefined) return { expression: `require(${JSON.stringify(`../${this.#folder}/${only.file}.cjs`)})`, code: '' };
    this.#current = { id: undefined, folder: `../${this.#folder}/`, compiled };
    const source = functionSource(this.#ajv, schema as JsonObject, this.#scope);
    return { expression: source.name, code: this.#text(source) };
  }

  /** The modules of the shared schemas, by path. */
  files(): Map<string, string> {
    return new Map([...this.#compiled()].map(([id, { text }]) => [`${this.#folder}/${this.#converter.definitions.byId(id)?.file}.cjs`, text]));
  }

  #compileDefinitions(): ReadonlyMap<string, CompiledDefinition> {
    const { definitions, direction } = this.#converter;
    const { recursive, layered } = repeated(definitions.values());
    const changes = direction === 'request' || this.#traits.int64 ? 'require("@petsage/openapi-koa/validation").requestDefaults' : 'undefined';
    const compiled = new Map<string, CompiledDefinition>();
    for (const id of this.#order().ids) {
      this.#forget();
      this.#current = { id, folder: './', compiled };
      const definition = definitions.byId(id) as Definition;
      const schema = withId({ ...definition, schema: this.#requestDefaults?.definition(id) ?? definition.schema });
      const source = functionSource(this.#ajv, schema, this.#scope);
      const { name, evaluated } = source;
      const text = this.#text(source);
      // Exported first, for schemas that refer to each other in a circle.
      const code =
        recursive.has(id) || layered.has(id)
          ? [
              "'use strict';",
              `const ${name} = require("@petsage/openapi-koa/validation").memoize(look, ${changes}${layered.has(id) ? `, ${FEW_CALLS}` : ''});`,
              `module.exports = ${name};`,
              text.replace(`function ${name}(`, 'function look('),
              '',
            ]
          : ["'use strict';", `module.exports = ${name};`, text, ''];
      compiled.set(id, { evaluated, text: indented(withOwnMembers(renumbered(code.join('\n')))) });
    }
    return compiled;
  }

  /** How the schema that is compiled calls one that it refers to. */
  #functionOf(id: string): ReferredFunction {
    const { id: from, folder, compiled } = this.#current as Current;
    const order = this.#order();
    return {
      module: _`require(${`${folder}${this.#converter.definitions.byId(id)?.file}.cjs`})`,
      isLate: order.isLate(id, from),
      evaluated: order.isCompiledBefore(id, from) ? compiled.get(id)?.evaluated : undefined,
    };
  }

  get #folder(): string {
    return `validators/${this.#converter.direction}`;
  }

  /** A function with what it uses, as Ajv's own standalone code writes it but for references to other schemas. */
  #text(source: FunctionSource): string {
    const code = withErrorList(source.code.replace(/^\/\*# sourceURL=.*\*\/;$/m, ''))
      // The keyword of the document that the limit is for.
      .replaceAll(`keyword:"${PATTERN_LIMIT}"`, 'keyword:"pattern"');
    const { schema = new Set<ValueScopeName>(), ...others } = source.scopeValues;
    // Ajv lists the schema itself too where no code looks at it.
    for (const { value } of others['pattern'] ?? []) {
      const pattern = this.#patterns.get(value?.ref);
      if (value === undefined || pattern === undefined || engineOf(pattern).kind === 'backtracking') continue;
      value.code = new _Code(testerCode(pattern));
    }
    const scopeValues = { ...others, schema: new Set([...schema].filter((name) => code.includes(String(name)) && new RegExp(`\\b${name}\\b`).test(code))) };
    const scope = this.#scope.scopeCode(scopeValues);
    const declared = String(scope).replaceAll(AJV_EQUAL, 'require("@petsage/openapi-koa/validation").equal');
    const evaluated = `${source.name}.evaluated = ${source.evaluatedCode};`;
    return [declared, evaluated, withoutReset(code)].filter((part) => part !== '').join('\n');
  }
}

/** The keywords of a schema in the order in which Ajv writes the code of them. */
function keywordOrder({ RULES }: Ajv2020): (schema: JsonObject) => string[] {
  const places = new Map([...RULES.rules, RULES.post].flatMap(({ rules }) => rules).map(({ keyword }, place) => [keyword, place]));
  const placeOf = (keyword: string) => places.get(keyword) ?? places.size;
  return (schema) => Object.keys(schema).sort((a, b) => placeOf(a) - placeOf(b));
}

/** A default that is valid with the defaults inside of it, which nobody could send: with those. Undefined where it is not valid even so. */
function filled(ajv: Ajv2020, schema: JsonObject, value: Json): Json | undefined {
  const whole = structuredClone(value) as Json;
  try {
    return isValid(ajv, schema, whole) ? whole : undefined;
  } catch (error) {
    // Defaults that lead back to themselves have no end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function lazily<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

/** Ajv's own comparison, which generated code does without, fails on an object with a member `valueOf` or `toString`. */
function isValid(ajv: Ajv2020, schema: JsonObject, value: Json): boolean {
  try {
    return ajv.validate(schema, value) as boolean;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Code of Ajv without what forgets evaluated properties, where nothing else in it sets them: then they are always the same. */
function withoutReset(code: string): string {
  const [reset, name] = RESET_EVALUATED.exec(code) ?? [];
  if (reset === undefined) return code;
  const rest = code.replace(reset, '');
  return new RegExp(`\\b${name}\\b`).test(rest) ? code : rest;
}

/** A definition as an object in every case, so that it can carry its id. */
function withId({ id, schema }: Definition): JsonObject {
  return { ...(isObject(schema) ? schema : schema === false ? { allOf: [false] } : undefined), $id: id };
}

/** A text in double quotes, or one of the names that Ajv numbers through a whole document; not a member that is called like one. */
const NUMBERED = /"(?:[^"\\]|\\.)*"|(?<![.\w$])(validate|schema|wrapper|root|formats|pattern|func|keyword|default)(\d+)(?![\w$])/g;

/** The names of a module counted from 0, so that it stays as it is when another part of the document changes. */
export function renumbered(code: string): string {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  return code.replace(NUMBERED, (text, prefix: string | undefined) => {
    if (prefix === undefined) return text;
    let name = names.get(text);
    if (name === undefined) {
      const count = counts.get(prefix) ?? 0;
      counts.set(prefix, count + 1);
      name = `${prefix}${count}`;
      names.set(text, name);
    }
    return name;
  });
}
