import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { Finding } from '../../diagnostics/diagnostic.ts';
import { lazily } from '../../ir/memo.ts';
import { type Json, type JsonObject, joinPointer } from '../../json.ts';
import { withId } from './configured-ajv.ts';
import type { Definition } from './definitions.ts';
import type { SchemaConverter } from './json-schema-2020.ts';
import { lateReferences } from './keywords/references.ts';
import { RequestDefaults } from './request-defaults.ts';

/** Which defaults of a document's schemas are set. */
export class DocumentDefaults {
  readonly findings: Finding[] = [];
  readonly #converter: SchemaConverter;
  readonly #makeAjv: (useDefaults: boolean) => Ajv2020;

  constructor(converter: SchemaConverter, makeAjv: (useDefaults: boolean) => Ajv2020) {
    this.#converter = converter;
    this.#makeAjv = makeAjv;
  }

  /**
   * Takes out the defaults that their own schema refuses, and reports them: a request that leaves such a property out is valid (JSON Schema
   * 2020-12 validation, section 9.2).
   *
   * @returns where in the document each of them stands
   */
  dropUnfit(): string[] {
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
  forRequests(schemas: readonly Json[]): RequestDefaults {
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
  forResponses(schemas: readonly Json[]): RequestDefaults {
    const { definitions } = this.#converter;
    return new RequestDefaults((id) => definitions.byId(id)?.schema, [...schemas, ...[...definitions.values()].map(({ schema }) => schema)]);
  }

  /** Where in the document defaults stand that are not set, as another schema of the same object refuses them. */
  dropConflicting({ disagreeing }: RequestDefaults): string[] {
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

/** Ajv's own comparison, which generated code does without, fails on an object with a member `valueOf` or `toString`. */
function isValid(ajv: Ajv2020, schema: JsonObject, value: Json): boolean {
  try {
    return ajv.validate(schema, value) as boolean;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
