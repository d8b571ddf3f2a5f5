import { inside } from './applicators.ts';
import { type Form, insideForm, partForm, testedForm } from './forms.ts';
import { type Direction, hiddenFrom } from './read-write-only.ts';
import type { Schema } from './schema.ts';

/** A schema that instances are validated against, in a form. */
export interface Use {
  readonly schema: Schema;
  readonly form: Form;
}

/**
 * The schemas that some lead to, in each form in which instances are validated against them; without properties that are not sent in the
 * direction.
 *
 * @param options whether read-only properties of requests are kept
 */
export function usesOf(starts: readonly Use[], direction: Direction, { keepReadOnly }: { readonly keepReadOnly: boolean }): Use[] {
  // Only responses are closed.
  const closes = direction === 'response';
  const removes = direction === 'response' || !keepReadOnly;
  const seen = new Map<Schema, Set<Form>>();
  const uses: Use[] = [];
  const add = (schema: Schema, form: Form) => {
    const forms = seen.get(schema) ?? new Set<Form>();
    if (forms.has(form)) return;
    seen.set(schema, forms.add(form));
    uses.push({ schema, form });
  };
  for (const { schema, form } of starts) add(schema, form);
  // An array is iterated over what is added meanwhile, too.
  for (const { schema, form } of uses) {
    const part = schema.isReference ? form : partForm(schema, form, closes);
    for (const { keyword, schemas } of schema.applicators) for (const each of schemas) add(each, testedForm(part, keyword));
    const inner = insideForm(schema, form, closes);
    for (const each of inside(schema)) {
      const isHidden = removes && form !== 'condition' && isProperty(each) && hiddenFrom(each, direction) === 'always';
      if (!isHidden) add(each, each.keyword === 'contains' ? testedForm(inner, 'contains') : inner);
    }
  }
  return uses;
}

function isProperty({ keyword = '' }: Schema): boolean {
  return OF_PROPERTIES.includes(keyword);
}

const OF_PROPERTIES: readonly string[] = ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'];

/** What isn't a property of an object: an item, or a value as a whole. */
export function* elementsOf(schema: Schema): Generator<Schema> {
  for (const part of inside(schema)) if (!isProperty(part)) yield part;
}
