import type { Form } from '../../ir/forms.ts';
import type { Direction } from '../../ir/read-write-only.ts';
import type { Schema } from '../../ir/schema.ts';
import type { Json } from '../../json.ts';
import { fileName } from '../file-name.ts';

/** A schema that others refer to, in one of its forms. */
export interface Definition {
  readonly id: string;
  /** The name of its module, without extension. */
  readonly file: string;
  readonly form: Form;
  /** As JSON Schema for Ajv. */
  schema: Json;
}

/** The schemas of one direction that others refer to, each once in each form that is needed. */
export class Definitions {
  readonly #direction: Direction;
  /** The form that a module's name does not mention. */
  readonly #usual: Form;
  readonly #bySchema = new Map<Schema, Map<Form, Definition>>();
  readonly #byId = new Map<string, Definition>();
  readonly #files = new Set<string>();

  constructor(direction: Direction, usual: Form) {
    this.#direction = direction;
    this.#usual = usual;
  }

  /**
   * The definition of a schema.
   *
   * @returns also whether it was not there before: its `schema` has to be set then
   */
  of(schema: Schema, form: Form): { readonly definition: Definition; readonly isNew: boolean } {
    const forms = this.#bySchema.get(schema) ?? new Map<Form, Definition>();
    this.#bySchema.set(schema, forms);
    const known = forms.get(form);
    if (known !== undefined) return { definition: known, isNew: false };
    const file = fileName(`${shortName(schema.pointer)}${form === this.#usual ? '' : `-${form}`}`, this.#files);
    const definition: Definition = { id: `https://${this.#direction}/${file}`, file, form, schema: true };
    forms.set(form, definition);
    this.#byId.set(definition.id, definition);
    return { definition, isNew: true };
  }

  /** The definition that a converted reference names. */
  byId(id: string): Definition | undefined {
    return this.#byId.get(id);
  }

  values(): IterableIterator<Definition> {
    return this.#byId.values();
  }
}

/** The name of a component, or the pointer of what has no name. */
function shortName(pointer: string): string {
  const components = '/components/schemas/';
  return pointer.startsWith(components) ? pointer.slice(components.length) : pointer.slice(1);
}
