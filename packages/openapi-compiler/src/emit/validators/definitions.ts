import { fileName } from '../../parse/operations.ts';
import type { Json } from '../../parse/source-document.ts';

/** Which way a schema's data goes. Answers are closed: what the document does not name is refused in them. */
export type Side = 'request' | 'response';

/**
 * What is refused beside what the document names: in `closed` form, members that neither the schema nor those inside of it name; in
 * `open` form, which parts of others have, only those inside; in `loose` form nothing. In `asked` form nothing either, and the schema is as
 * the document has it, whatever it says of sides: its data is not what it describes.
 */
export type Form = 'closed' | 'open' | 'loose' | 'asked';

/** A schema that others refer to, in one of its forms. */
export interface Definition {
  readonly id: string;
  /** The name of its module, without extension. */
  readonly file: string;
  readonly pointer: string;
  readonly form: Form;
  schema: Json;
}

/** The schemas of one side that others refer to, each once in each form that is needed. */
export class Definitions {
  readonly #side: Side;
  /** The form that a module's name does not tell. */
  readonly #usual: Form;
  readonly #byKey = new Map<string, Definition>();
  readonly #byId = new Map<string, Definition>();
  readonly #files = new Set<string>();

  constructor(side: Side, usual: Form) {
    this.#side = side;
    this.#usual = usual;
  }

  /** The definition of what stands at a pointer; made when it is asked for the first time, and known before it is complete, as it may refer to itself. */
  at(pointer: string, form: Form, make: () => Json): Definition {
    const key = `${form}:${pointer}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const file = fileName(`${shortName(pointer)}${form === this.#usual ? '' : `-${form}`}`, this.#files);
    const definition: Definition = { id: `https://${this.#side}/${file}`, file, pointer, form, schema: true };
    this.#byKey.set(key, definition);
    this.#byId.set(definition.id, definition);
    definition.schema = make();
    return definition;
  }

  /** The definition that a converted reference names. */
  byId(id: string): Definition | undefined {
    return this.#byId.get(id);
  }

  values(): IterableIterator<Definition> {
    return this.#byKey.values();
  }
}

/** The name of a component, or the pointer of what has no name. */
function shortName(pointer: string): string {
  const components = '/components/schemas/';
  return pointer.startsWith(components) ? pointer.slice(components.length) : pointer.slice(1);
}
