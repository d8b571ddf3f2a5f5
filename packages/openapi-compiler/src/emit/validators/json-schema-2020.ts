import { subschemas } from '../../ir/applicators.ts';
import { closingOf } from '../../ir/closed-objects.ts';
import { type Alternatives, discriminatedAlternatives, exclusiveAlternatives } from '../../ir/discriminator.ts';
import { type Form, insideForm, isUnconstrained, partForm, responseForm, testedForm, wholeForm } from '../../ir/forms.ts';
import { type Direction, hiddenFrom, requiredIn } from '../../ir/read-write-only.ts';
import type { Applicator, Schema } from '../../ir/schema.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { adapt, adaptProto, exactIntegers, nullable } from './adapt.ts';
import { type Conversion, finish } from './conversion.ts';
import { Defaults } from './defaults.ts';
import { type Definition, Definitions } from './definitions.ts';
import { discriminate } from './discriminate.ts';
import { exposures, hidingCondition } from './hidden-values.ts';
import { withInt64 } from './int64.ts';
import { CHOSEN_FIRST } from './keywords/unions.ts';
import { REFUSED, refusedWhere } from './keywords/write-only.ts';
import { REMOVE } from './request-defaults.ts';

/** How the schemas of one direction are converted. */
export interface ConversionOptions {
  /** Whether responses may have properties that the document does not name, where it does not say so. */
  readonly openResponses: boolean;
  /** Whether read-only properties of requests are kept. */
  readonly keepReadOnly: boolean;
  /** Whether the value of a discriminator's property alone decides which alternative applies. */
  readonly discriminatorSelects: boolean;
  /** The formats that are checked. */
  readonly formats: ReadonlySet<string>;
}

const OWN = { writable: true, enumerable: true, configurable: true } as const;

/** What a schema is converted for. */
interface Use {
  readonly form: Form;
  /** Whether its instances are read from a string, of which none becomes an integer that was rounded. */
  readonly isRead: boolean;
}

/**
 * Converts schemas into JSON Schema 2020-12 for Ajv. Every schema that is referred to becomes one definition, shared by all that refer to
 * it, in each form that is needed.
 */
export class SchemaConverter {
  readonly direction: Direction;
  readonly definitions: Definitions;
  readonly defaults: Defaults;
  readonly #options: ConversionOptions;
  /** Whether objects can be closed at all: those of responses. */
  readonly #closes: boolean;

  constructor(direction: Direction, options: ConversionOptions) {
    this.direction = direction;
    this.#options = options;
    this.#closes = direction === 'response';
    this.definitions = new Definitions(direction, this.#wholeForm(undefined));
    this.defaults = new Defaults(this.definitions);
  }

  /**
   * @param isOpen whether properties of a response are valid that the document does not name; undefined where it does not say so
   * @param isRead whether the instances are read from strings
   */
  convert(schema: Schema, { isOpen, isRead = false }: { readonly isOpen?: boolean | undefined; readonly isRead?: boolean } = {}): Json {
    return finish(this.#schema(schema, { form: this.#wholeForm(isOpen), isRead }));
  }

  #wholeForm(isOpen: boolean | undefined): Form {
    return this.#closes ? responseForm(isOpen ?? this.#options.openResponses) : wholeForm(false);
  }

  *#schema(schema: Schema, use: Use): Conversion<Json> {
    if (schema.boolean !== undefined) return schema.boolean;
    const [target] = schema.isReference ? subschemas(schema, '$ref') : [];
    if (target !== undefined) return { $ref: yield* this.#define(target, use.form) };
    const converted = yield* this.#object(schema, use);
    if (use.form === 'closed') close(converted, schema);
    const whole = schema.orNull ? nullable(converted) : converted;
    if (this.direction === 'request' && use.form !== 'condition' && schema.default !== undefined) this.defaults.set(whole, schema.default, schema.pointer);
    return whole;
  }

  /** The id of the shared definition of a schema. Bodies may refer to it, too, so its instances are not known to be read from strings. */
  *#define(schema: Schema, form: Form): Conversion<string> {
    const { definition, isNew } = this.definitions.of(schema, form);
    if (isNew) yield this.#definition(schema, definition);
    return definition.id;
  }

  *#definition(schema: Schema, definition: Definition): Conversion<undefined> {
    definition.schema = yield* this.#schema(schema, { form: definition.form, isRead: false });
  }

  *#object(schema: Schema, { form, isRead }: Use): Conversion<JsonObject> {
    const part: Use = { form: partForm(schema, form, this.#closes), isRead };
    const inner: Use = { form: insideForm(schema, form, this.#closes), isRead };
    const converted: JsonObject = {};
    const alternatives = alternativesOf(schema, this.direction);
    const selecting = alternatives === undefined || this.#options.discriminatorSelects ? alternatives : exclusiveAlternatives(alternatives);
    const reference = subschemas(schema, '$ref')[0];
    if (reference !== undefined) converted['$ref'] = yield* this.#define(reference, part.form);
    this.#assertions(converted, schema, form);
    withInt64(converted, schema, form !== 'condition');
    yield* this.#properties(converted, schema, inner);
    yield* this.#items(converted, schema, inner);
    for (const applicator of schema.applicators) if (applicator.keyword !== selecting?.keyword) yield* this.#applicator(converted, applicator, part);
    // A condition tests whether data is an integer: it is not changed.
    if (this.direction === 'request' && !isUnconstrained(form) && !isRead) exactIntegers(converted);
    const exposed = this.direction === 'response' && form !== 'condition' ? yield* exposures(schema, this.#condition) : [];
    if (exposed.length > 0) converted['allOf'] = [...((converted['allOf'] ?? []) as Json[]), ...exposed];
    if (alternatives !== undefined && selecting === undefined) {
      const { keyword, propertyName, cases } = alternatives;
      converted[CHOSEN_FIRST] = { keyword, propertyName, values: cases.map(({ values }) => [...values]) };
    }
    adapt(converted);
    if (selecting === undefined) return converted;
    const ids = new Map<Schema, string>();
    for (const { schema: target } of selecting.cases) ids.set(target, yield* this.#define(target, part.form));
    const chosen = discriminate(selecting, (target) => ({ $ref: ids.get(target) }));
    return { ...converted, allOf: [...((converted['allOf'] ?? []) as Json[]), chosen] };
  }

  #assertions(converted: JsonObject, schema: Schema, form: Form): void {
    const { type, enum: values, const: value, format, required, ...others } = schema.assertions;
    if (type !== undefined) converted['type'] = type.length === 1 ? (type[0] as string) : [...type];
    if (values !== undefined) converted['enum'] = [...values];
    if (value !== undefined) converted['const'] = value;
    if (format !== undefined && this.#options.formats.has(format)) converted['format'] = format;
    Object.assign(converted, others);
    if (required !== undefined) converted['required'] = [...(form === 'condition' ? required : requiredIn(schema, this.direction))];
  }

  *#properties(converted: JsonObject, schema: Schema, inner: Use): Conversion<undefined> {
    for (const keyword of ['properties', 'patternProperties'] as const) {
      const members: [string, Json][] = [];
      for (const [name, member] of schema[keyword] ?? []) members.push([name, yield* this.#property(member, inner)]);
      if (schema[keyword] !== undefined) converted[keyword] = Object.fromEntries(members);
    }
    for (const keyword of ['additionalProperties', 'unevaluatedProperties'] as const) {
      const member = schema[keyword];
      if (member !== undefined) converted[keyword] = yield* this.#property(member, inner);
    }
    if (schema.propertyNames !== undefined) converted['propertyNames'] = yield* this.#schema(schema.propertyNames, inner);
  }

  *#items(converted: JsonObject, { prefixItems, items, unevaluatedItems, contains }: Schema, inner: Use): Conversion<undefined> {
    if (prefixItems !== undefined) converted['prefixItems'] = yield* this.#list(prefixItems, inner);
    if (items !== undefined) converted['items'] = yield* this.#schema(items, inner);
    if (unevaluatedItems !== undefined) converted['unevaluatedItems'] = yield* this.#schema(unevaluatedItems, inner);
    if (contains !== undefined) converted['contains'] = yield* this.#schema(contains, { ...inner, form: testedForm(inner.form, 'contains') });
  }

  *#list(schemas: readonly Schema[], use: Use): Conversion<Json[]> {
    const converted: Json[] = [];
    for (const schema of schemas) converted.push(yield* this.#schema(schema, use));
    return converted;
  }

  *#applicator(converted: JsonObject, { keyword, property, schemas }: Applicator, part: Use): Conversion<undefined> {
    const [first] = schemas as readonly [Schema];
    switch (keyword) {
      case '$ref':
        return;
      case 'dependentSchemas':
        converted[keyword] ??= {};
        // A member named `__proto__` must not change the prototype.
        Object.defineProperty(converted[keyword], property as string, { value: yield* this.#schema(first, part), ...OWN });
        return;
      case 'not':
      case 'if':
      case 'then':
      case 'else':
        converted[keyword] = yield* this.#schema(first, { ...part, form: testedForm(part.form, keyword) });
        return;
      default:
        converted[keyword] = yield* this.#list(schemas, part);
    }
  }

  /** Only clients send what is write-only, and what is read-only is taken out, as clients send back what they got. */
  *#property(property: Schema, use: Use): Conversion<Json> {
    const isKept = use.form === 'condition' || (this.direction === 'request' && this.#options.keepReadOnly);
    const hidden = isKept ? 'never' : hiddenFrom(property, this.direction);
    if (hidden === 'always') return this.direction === 'response' ? { ...REFUSED } : { [REMOVE]: true };
    const schema = yield* this.#schema(property, use);
    const whole = this.direction === 'request' && use.form !== 'condition' ? this.defaults.withDefault(schema) : schema;
    if (hidden === 'never' || !isObject(whole)) return whole;
    const condition = yield* hidingCondition(property, this.direction, this.#condition);
    // By a double `not`, as what is tested here evaluates no properties.
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    const hiding = this.direction === 'response' ? refusedWhere(condition) : { if: { not: { not: condition } }, then: { [REMOVE]: true } };
    whole['allOf'] = [...((whole['allOf'] ?? []) as Json[]), hiding];
    return whole;
  }

  readonly #condition = (schema: Schema): Conversion<Json> => this.#schema(schema, { form: 'condition', isRead: false });
}

function alternativesOf(schema: Schema, direction: Direction): Alternatives | undefined {
  const alternatives = discriminatedAlternatives(schema, direction);
  return alternatives === undefined || 'reason' in alternatives ? undefined : alternatives;
}

function close(converted: JsonObject, schema: Schema): void {
  const closing = closingOf(schema);
  if (closing === undefined) return;
  const { undeclared, keyword } = closing;
  converted[keyword] = false;
  if (undeclared.length === 0) return;
  converted['properties'] = { ...Object.fromEntries(undeclared.map((name) => [name, true])), ...(converted['properties'] as JsonObject) };
  adaptProto(converted);
}
