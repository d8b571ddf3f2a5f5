import validation from '@petsage/openapi-koa/validation';
import { _ } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { _Code } from 'ajv/dist/compile/codegen/code.js';
import type { ValueScopeName } from 'ajv/dist/compile/codegen/index.js';
import { NO_UNITS, type Unit, type Units } from '../../cache/units.ts';
import type { Finding } from '../../diagnostics/diagnostic.ts';
import { lazily } from '../../ir/memo.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { engineOf, testerCode } from '../../patterns/engine.ts';
import { indented } from '../layout.ts';
import { withOwnMembers } from '../own-members.ts';
import { type GeneratedModule, type ModuleFacts, requiredIn } from '../requirements.ts';
import { CompileOrder } from './compile-order.ts';
import { keywordOrder, makeAjv, type ValidatorTraits, withId } from './configured-ajv.ts';
import type { Definition } from './definitions.ts';
import { DocumentDefaults } from './document-defaults.ts';
import { withErrorList } from './error-list.ts';
import { type FunctionSource, functionSource } from './function-source.ts';
import type { SchemaConverter } from './json-schema-2020.ts';
import { type Evaluated, type ReferredFunction, separateReferences } from './keywords/references.ts';
import { ModuleScope } from './module-scope.ts';
import { repeated } from './repeated-schemas.ts';
import type { RequestDefaults } from './request-defaults.ts';
import { addTextBounds, PATTERN_LIMIT } from './text-bounds.ts';

const { toRegExp } = validation;

/** In JSON; what is data and not a reference does no harm. */
const REFERENCE = /"\$ref":"((?:[^"\\]|\\.)*)"/g;

/** Ajv's own comparison of values, as its code names it. */
const AJV_EQUAL = 'require("ajv/dist/runtime/equal").default';
/** How Ajv's functions forget what they evaluated in an earlier call. */
const RESET_EVALUATED =
  /const (evaluated\d+) = \w+\.evaluated;\nif\(\1\.dynamicProps\)\{\n\1\.props = undefined;\n\}\nif\(\1\.dynamicItems\)\{\n\1\.items = undefined;\n\}\n/;

/** A validation with fewer calls of a function than these costs less than to keep what they say, however schemas refer to each other. */
const FEW_CALLS = 100;

/** A schema that others refer to. */
interface CompiledDefinition extends DefinitionFacts {
  /** The text of its module. */
  readonly text: string;
  readonly evaluatedText: string;
}

interface DefinitionFacts extends ModuleFacts {
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

/**
 * Ajv's functions for all schemas of one direction, as text: a module for each schema that others refer to, which those
 * others `require`, so that a schema is compiled and loaded once, however many operations use it.
 */
export class ValidatorModules {
  readonly findings: readonly Finding[];
  /** Where defaults stand in the document that are never set. */
  readonly unsetDefaults: ReadonlySet<string>;
  readonly #converter: SchemaConverter;
  readonly #traits: ValidatorTraits;
  /** What the code of every schema depends on. */
  readonly #settings: string;
  readonly #units: Units;
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
   * @param units     modules that were made before
   */
  constructor(converter: SchemaConverter, schemas: readonly Json[], traits: ValidatorTraits, units: Units = NO_UNITS) {
    this.#converter = converter;
    this.#traits = traits;
    this.#settings = ` ${converter.direction} ${JSON.stringify(traits)}`;
    this.#units = units;
    this.#ajv = makeAjv(converter.direction, traits, this.#toRegExp);
    this.#scope = new ModuleScope(converter.direction);
    const isRequest = converter.direction === 'request';
    const defaults = new DocumentDefaults(converter, (useDefaults) => makeAjv(converter.direction, traits, this.#toRegExp, useDefaults));
    const unfit = isRequest ? defaults.dropUnfit() : [];
    addTextBounds(schemas, [...converter.definitions.values()]);
    this.#requestDefaults = isRequest ? defaults.forRequests(schemas) : traits.int64 ? defaults.forResponses(schemas) : undefined;
    this.unsetDefaults = new Set([...unfit, ...(this.#requestDefaults === undefined ? [] : defaults.dropConflicting(this.#requestDefaults))]);
    this.findings = defaults.findings;
    separateReferences(this.#ajv, (id) => this.#functionOf(id));
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
   * Everything that decides what `compile` makes of a schema, as text.
   *
   * @param given what the converter made
   */
  inputOf(given: Json): string {
    const schema = JSON.stringify(this.#requestDefaults?.whole(given) ?? given);
    return `${schema}${this.#referredFrom(schema, undefined, this.#compiled())}${this.#settings}`;
  }

  /** What the code of a schema depends on of the schemas that it refers to. */
  #referredFrom(schema: string, from: string | undefined, compiled: ReadonlyMap<string, CompiledDefinition>): string {
    const { definitions } = this.#converter;
    const ids = new Set([...schema.matchAll(REFERENCE)].map(([, id]) => JSON.parse(`"${id}"`) as string));
    const order = this.#order();
    return [...ids]
      .filter((id) => definitions.byId(id) !== undefined)
      .map((id) => `${id} ${order.isLate(id, from)} ${order.isCompiledBefore(id, from) ? compiled.get(id)?.evaluatedText : ''}`)
      .join();
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
  files(): Map<string, GeneratedModule> {
    return new Map([...this.#compiled()].map(([id, module]) => [`${this.#folder}/${this.#converter.definitions.byId(id)?.file}.cjs`, module]));
  }

  #compileDefinitions(): ReadonlyMap<string, CompiledDefinition> {
    const { definitions } = this.#converter;
    const { recursive, layered } = repeated(definitions.values());
    const compiled = new Map<string, CompiledDefinition>();
    for (const id of this.#order().ids) {
      const definition = definitions.byId(id) as Definition;
      const schema = withId({ ...definition, schema: this.#requestDefaults?.definition(id) ?? definition.schema });
      const memoized = { isMemoized: recursive.has(id) || layered.has(id), isLayered: layered.has(id) };
      const text = JSON.stringify(schema);
      const input = `${JSON.stringify(memoized)}${text}${this.#referredFrom(text, id, compiled)}${this.#settings}`;
      const { text: code, facts } = this.#units.get<DefinitionFacts>(`definition ${input}`, () => {
        this.#current = { id, folder: './', compiled };
        return this.#definitionModule(schema, memoized);
      });
      compiled.set(id, { ...facts, text: code, evaluatedText: JSON.stringify(facts.evaluated) });
    }
    return compiled;
  }

  #definitionModule(schema: JsonObject, { isMemoized, isLayered }: { readonly isMemoized: boolean; readonly isLayered: boolean }): Unit<DefinitionFacts> {
    this.#forget();
    const source = functionSource(this.#ajv, schema, this.#scope);
    const { name, evaluated } = source;
    const text = this.#text(source);
    const changes = this.#converter.direction === 'request' || this.#traits.int64 ? 'require("@petsage/openapi-koa/validation").requestDefaults' : 'undefined';
    // Exported first, for schemas that refer to each other in a circle.
    const code = isMemoized
      ? [
          "'use strict';",
          `const ${name} = require("@petsage/openapi-koa/validation").memoize(look, ${changes}${isLayered ? `, ${FEW_CALLS}` : ''});`,
          `module.exports = ${name};`,
          text.replace(`function ${name}(`, 'function look('),
          '',
        ]
      : ["'use strict';", `module.exports = ${name};`, text, ''];
    const module = indented(withOwnMembers(renumbered(code.join('\n'))));
    return { text: module, facts: { evaluated, requires: requiredIn(module) } };
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
    const patterns: string[] = [];
    for (const { value } of others['pattern'] ?? []) {
      const pattern = this.#patterns.get(value?.ref);
      if (value !== undefined && pattern !== undefined && engineOf(pattern).kind !== 'backtracking') value.code = new _Code(testerCode(pattern));
      patterns.push(String(value?.code));
    }
    // Ajv lists the schema itself too where no code looks at it, and the function for regular expressions where no pattern is one.
    const isUsed = (name: ValueScopeName) => [code, ...patterns].some((each) => each.includes(String(name)) && new RegExp(`\\b${name}\\b`).test(each));
    // In their order, as patterns use functions.
    const scopeValues = { ...others, func: new Set([...(others['func'] ?? [])].filter(isUsed)), schema: new Set([...schema].filter(isUsed)) };
    const scope = this.#scope.scopeCode(scopeValues);
    const declared = String(scope).replaceAll(AJV_EQUAL, 'require("@petsage/openapi-koa/validation").equal');
    const evaluated = `${source.name}.evaluated = ${source.evaluatedCode};`;
    return [declared, evaluated, withoutReset(withoutUndeclared(code))].filter((part) => part !== '').join('\n');
  }
}

/** How Ajv's functions note at their end what they have evaluated. */
const SET_EVALUATED = /^evaluated\d+\.(?:props|items) = (?!undefined;)(\w+);\n/gm;

/** Code of Ajv without what uses variables whose declaration it has removed, with all code behind a subschema that no value is valid against. */
function withoutUndeclared(code: string): string {
  return code.replace(SET_EVALUATED, (line, name: string) => (new RegExp(`\\b(?:var|let|const) ${name}\\b`).test(code) ? line : ''));
}

/** Code of Ajv without what forgets evaluated properties, where nothing else in it sets them: then they are always the same. */
function withoutReset(code: string): string {
  const [reset, name] = RESET_EVALUATED.exec(code) ?? [];
  if (reset === undefined) return code;
  const rest = code.replace(reset, '');
  return new RegExp(`\\b${name}\\b`).test(rest) ? code : rest;
}

/** A text in double quotes, or one of the names that Ajv numbers through a whole document; not a member that is called like one. */
const NUMBERED = /"(?:[^"\\]|\\.)*"|(?<![.\w$])(validate|schema|wrapper|root|formats|pattern|func|obj|keyword|default)(\d+)(?![\w$])/g;

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
