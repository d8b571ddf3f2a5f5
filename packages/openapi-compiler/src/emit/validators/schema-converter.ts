import type { CompileOptions } from '../../compile.ts';
import type { Code } from '../../diagnostics/codes.ts';
import type { Finding } from '../../diagnostics/diagnostic.ts';
import { NULLABLE_IN_3_1, versionHint } from '../../diagnostics/keyword-versions.ts';
import { unsupportedKeywords } from '../../diagnostics/unsupported-keywords.ts';
import { closingOf } from '../../ir/closed-objects.ts';
import { type Alternatives, discriminate, discriminatedAlternatives, exclusiveAlternatives } from '../../ir/discriminator.ts';
import { Overlaps } from '../../ir/overlapping-properties.ts';
import { exposures, requiredOf, SIDE_KEYWORDS, sideCondition, sideOf } from '../../ir/read-write-only.ts';
import { KEYWORDS, NOT_ENFORCED, OLD_KEYWORDS, patternsOf } from '../../parse/keywords.ts';
import { isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../../parse/source-document.ts';
import { engineOf } from '../../patterns/engine.ts';
import { adapt, adaptProto, addsNull, exactIntegers, exclusiveBounds, nullable } from './adapt.ts';
import { Defaults } from './defaults.ts';
import { Definitions, type Form, type Side } from './definitions.ts';
import { CHOSEN_FIRST } from './keywords/chosen-first.ts';
import { REFUSED, refusedWhere } from './keywords/write-only.ts';
import { REMOVE } from './request-defaults.ts';

/** Keywords that ask whether data is of some kind: what they do not name is none of their business. */
const TESTING: ReadonlyMap<string, Form> = new Map([
  ['not', 'asked'],
  ['if', 'loose'],
  ['contains', 'loose'],
]);

/** Keywords with a schema for members of an object. */
const MEMBERS: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties']);

/**
 * Turns schemas of a document into JSON Schema 2020-12 for Ajv. Every schema that is referred to becomes one definition, shared by all
 * who refer to it, in each form that is needed.
 */
export class SchemaConverter {
  readonly side: Side;
  readonly definitions: Definitions;
  readonly findings: Finding[] = [];
  readonly defaults: Defaults;
  readonly #root: JsonObject;
  /** OpenAPI 3.0's schemas differ from JSON Schema (section 4.7.24). */
  readonly #old: boolean;
  readonly #formats: ReadonlySet<string>;
  readonly #strict: boolean;
  readonly #discriminatorSelects: boolean;
  readonly #overlaps: Overlaps;
  #isRead = false;

  /**
   * @param root    the document, its references normalized
   * @param formats names of the formats that are checked
   * @param options whether responses are closed, and whether a discriminator decides which alternative applies
   */
  constructor(
    root: JsonObject,
    side: Side,
    formats: ReadonlySet<string>,
    { strict, discriminatorSelects }: Pick<Required<CompileOptions>, 'strict' | 'discriminatorSelects'>,
  ) {
    this.#root = root;
    this.side = side;
    this.#old = String(root['openapi']).startsWith('3.0.');
    this.#formats = formats;
    this.#strict = strict;
    this.#discriminatorSelects = discriminatorSelects;
    this.#overlaps = new Overlaps(root);
    this.definitions = new Definitions(side, this.#inner);
    this.defaults = new Defaults(this.definitions);
  }

  /**
   * @param pointer where the schema stands in the document
   * @param isOpen  whether it lets properties through that the document does not name, in a response that is open by itself
   */
  convert(pointer: string, isOpen = false): Json {
    return this.#element(pointer, isOpen ? 'loose' : this.#inner);
  }

  /** The same for a value that is read from a text, of which none becomes an integer that was rounded. */
  convertRead(pointer: string, isOpen = false): Json {
    this.#isRead = true;
    const schema = this.convert(pointer, isOpen);
    this.#isRead = false;
    return schema;
  }

  /** Whether data that goes this way may have only what the document names. */
  get #closes(): boolean {
    return this.#strict && this.side === 'response';
  }

  /** The form of what is no part of another schema. */
  get #inner(): Form {
    return this.#closes ? 'closed' : 'open';
  }

  #schema(pointer: string, form: Form): Json {
    const schema = valueAt(this.#root, pointer);
    if (typeof schema === 'boolean') return schema;
    if (!isObject(schema)) return this.#refuse('invalid-schema', pointer, `a schema must be an object${this.#old ? '' : ' or a boolean'}`);
    const ref = schema['$ref'];
    if (typeof ref === 'string' && (this.#old || Object.keys(schema).length === 1)) return { $ref: this.#define(refPointer(ref) ?? '', form) };
    const converted = this.#object(schema, pointer, form);
    const closing = form === 'closed' ? closingOf(this.#root, schema, pointer) : undefined;
    if (closing !== undefined) {
      const { unnamed, keyword } = closing;
      converted[keyword] = false;
      if (unnamed.length > 0) {
        converted['properties'] = { ...Object.fromEntries(unnamed.map((name) => [name, true])), ...(converted['properties'] as JsonObject) };
        adaptProto(converted);
      }
    }
    const whole = this.#old && addsNull(schema) ? nullable(converted) : converted;
    if (this.side === 'request' && form !== 'asked' && schema['default'] !== undefined) this.defaults.set(whole, schema['default'], pointer);
    return whole;
  }

  /** The id of the shared definition of what stands at a pointer. */
  #define(pointer: string, form: Form): string {
    // Bodies may refer to it, too.
    const isRead = this.#isRead;
    this.#isRead = false;
    const { id } = this.definitions.at(pointer, form, () => this.#schema(pointer, form));
    this.#isRead = isRead;
    return id;
  }

  #object(schema: JsonObject, pointer: string, form: Form): JsonObject {
    const loose = isLoose(form) || (this.#closes && this.#overlaps.of(schema, pointer));
    if (loose && !isLoose(form))
      this.findings.push({
        code: 'open-properties',
        pointer,
        reason: 'objects inside of this schema may have undeclared properties, because several of its parts describe the same property',
      });
    const part = isLoose(form) ? form : loose ? 'loose' : 'open';
    const converted: JsonObject = {};
    const alternatives = this.#alternatives(schema, pointer);
    const discriminated = alternatives === undefined || this.#discriminatorSelects ? alternatives : exclusiveAlternatives(this.#root, alternatives);
    for (const [keyword, value] of Object.entries(schema)) {
      if (value === undefined || keyword === discriminated?.keyword) continue;
      const at = joinPointer(pointer, keyword);
      if (keyword === '$ref') {
        converted['$ref'] = this.#define(refPointer(String(value)) ?? '', part);
        continue;
      }
      const keywords = this.#old ? OLD_KEYWORDS : KEYWORDS;
      const known = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
      if (known === undefined) this.#unknown(keyword, at);
      else if (!known.fits(value)) this.#refuse('invalid-keyword', at, `\`${keyword}\` must be ${known.allowed}${versionHint(keyword, schema, this.#old)}`);
      else {
        const made = this.#keyword(keyword, known, value, at, part === 'asked' ? part : (TESTING.get(keyword) ?? part));
        if (made !== undefined) converted[keyword] = made;
      }
    }
    for (const { path, pattern } of patternsOf(schema))
      if (engineOf(pattern).kind === 'none')
        this.#refuse('unbounded-pattern', joinPointer(pointer, ...path), `the pattern ${pattern} repeats too much to be checked in bounded time; simplify it`);
    this.findings.push(...unsupportedKeywords(this.#root, schema, pointer, { side: this.side, old: this.#old, formats: this.#formats }));
    if (this.#old && schema['type'] === 'array' && schema['items'] === undefined)
      this.#refuse('missing-items', pointer, '`type: array` requires `items` (use `{}` for any item)');
    if (typeof schema['format'] === 'string' && !this.#formats.has(schema['format'])) delete converted['format'];
    if (Array.isArray(converted['required']) && form !== 'asked') converted['required'] = [...new Set(requiredOf(this.#root, pointer, this.side))];
    if (this.#old) exclusiveBounds(converted);
    // What asks whether data is an integer is not changed.
    if (this.side === 'request' && !isLoose(form) && !this.#isRead) exactIntegers(converted);
    const exposed = this.side === 'response' && form !== 'asked' ? exposures(this.#root, pointer, (at) => this.#schema(at, 'asked')) : [];
    if (exposed.length > 0) converted['allOf'] = [...((converted['allOf'] ?? []) as Json[]), ...exposed];
    if (alternatives !== undefined && discriminated === undefined) {
      const { keyword, propertyName, cases } = alternatives;
      converted[CHOSEN_FIRST] = { keyword, propertyName, values: cases.map(({ values }) => [...values]) };
    }
    adapt(converted);
    if (discriminated === undefined) return converted;
    const chosen = discriminate(discriminated, (target) => ({ $ref: this.#define(target, part) }));
    return { ...converted, allOf: [...((converted['allOf'] ?? []) as Json[]), chosen] };
  }

  #alternatives(schema: JsonObject, pointer: string): Alternatives | undefined {
    const alternatives = discriminatedAlternatives(this.#root, schema, pointer, this.side);
    if (alternatives === undefined) return undefined;
    const at = joinPointer(pointer, 'discriminator');
    if ('reason' in alternatives) {
      this.findings.push({ code: 'unenforced-discriminator', pointer: at, reason: `${alternatives.reason} cannot be followed, so every alternative is tried` });
      return undefined;
    }
    for (const value of alternatives.strays)
      this.#refuse(
        'invalid-discriminator',
        joinPointer(at, 'mapping', value),
        `the value ${value} is mapped to a schema that is not in \`${alternatives.keyword}\`; add it there`,
      );
    return alternatives;
  }

  /** @param part the form of schemas for the same data */
  #keyword(keyword: string, { kind }: (typeof KEYWORDS)[string], value: Json, at: string, part: Form): Json | undefined {
    const inner = isLoose(part) ? part : this.#inner;
    switch (kind) {
      case 'plain':
        return keyword === 'required' || keyword === 'dependentRequired' ? this.#withoutDuplicates(value, at) : value;
      case 'annotation':
        return undefined;
      case 'inner':
        return MEMBERS.has(keyword) ? this.#member(at, inner) : this.#element(at, inner);
      case 'inner-map':
        return this.#members(value as JsonObject, at, inner);
      case 'inner-list':
        return (value as Json[]).map((_, index) => this.#element(joinPointer(at, index), inner));
      case 'same':
        return this.#schema(at, part);
      case 'same-map':
        return this.#map(value as JsonObject, at, part);
      case 'same-list':
        return (value as Json[]).map((_, index) => this.#schema(joinPointer(at, index), part));
    }
  }

  /** The names of `required`, or the lists of `dependentRequired`, each name once (JSON Schema 2020-12 validation, section 6.5.3). */
  #withoutDuplicates(value: Json, at: string): Json {
    if (!Array.isArray(value))
      return Object.fromEntries(
        Object.entries(value as JsonObject).map(([name, names]) => [name, this.#withoutDuplicates(names as Json, joinPointer(at, name))]),
      );
    for (const [index, name] of value.entries())
      if (value.indexOf(name) < index)
        this.findings.push({ code: 'duplicate-required', pointer: joinPointer(at, index), reason: `\`required\` has ${name} twice; remove one` });
    return [...new Set(value)];
  }

  /** 3.0 has no keywords but its own; in 3.1 others are annotations (JSON Schema 2020-12 core, section 6.5). */
  #unknown(keyword: string, at: string): void {
    // A merge key is found in the text.
    if (keyword.startsWith('x-') || keyword === '<<') return;
    if (this.#old && !NOT_ENFORCED.has(keyword))
      this.#refuse('unknown-keyword', at, `OpenAPI 3.0 has no schema keyword \`${keyword}\`${versionHint(keyword, {}, true) || '; remove it'}`);
    else if (keyword === 'nullable') this.findings.push({ code: 'keyword-of-3.0', pointer: at, reason: NULLABLE_IN_3_1 });
    else this.findings.push({ code: 'unenforced-keyword', pointer: at, reason: `\`${keyword}\` is not a keyword that validates` });
  }

  #map(value: JsonObject, pointer: string, form: Form): Json {
    return Object.fromEntries(Object.keys(value).map((name) => [name, this.#schema(joinPointer(pointer, name), form)]));
  }

  #members(value: JsonObject, pointer: string, form: Form): Json {
    if (this.side === 'request' && Object.hasOwn(value, '__proto__'))
      this.findings.push({
        code: 'refused-property',
        pointer: joinPointer(pointer, '__proto__'),
        reason: 'requests with a property named __proto__ are refused; rename it',
      });
    return Object.fromEntries(Object.keys(value).map((name) => [name, this.#member(joinPointer(pointer, name), form)]));
  }

  /** What is no member of an object, which cannot be left out, and so is there on both sides. */
  #element(pointer: string, form: Form): Json {
    if (form !== 'asked' && sideOf(this.#root, pointer, this.side) !== 'never')
      this.findings.push({
        code: 'unenforced-read-write-only',
        pointer,
        reason: `\`${SIDE_KEYWORDS[this.side]}\` has no effect on what is not a property; move it to a property`,
      });
    return this.#schema(pointer, form);
  }

  /** What only clients send never leaves, and what only the service sends is taken out, as clients send back what they got. */
  #member(pointer: string, form: Form): Json {
    const sided = form === 'asked' ? 'never' : sideOf(this.#root, pointer, this.side);
    if (sided === 'always') return this.side === 'response' ? { ...REFUSED } : { [REMOVE]: true };
    const schema = this.#schema(pointer, form);
    const whole = this.side === 'request' && form !== 'asked' ? this.defaults.withDefault(schema) : schema;
    if (sided === 'never' || !isObject(whole)) return whole;
    const condition = sideCondition(this.#root, pointer, this.side, (at) => this.#schema(at, 'asked'));
    // By a double `not`, as what is asked here evaluates no members.
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    const sidedPart = this.side === 'response' ? refusedWhere(condition) : { if: { not: { not: condition } }, then: { [REMOVE]: true } };
    whole['allOf'] = [...((whole['allOf'] ?? []) as Json[]), sidedPart];
    return whole;
  }

  #refuse(code: Code, pointer: string, reason: string): Json {
    this.findings.push({ code, pointer, reason });
    return true;
  }
}

const isLoose = (form: Form) => form === 'loose' || form === 'asked';
