import { hasOverlappingProperties } from './overlapping-properties.ts';
import type { ApplicatorKeyword, Schema } from './schema.ts';

/**
 * What is refused beside what the document names. `closed`: properties that neither the schema nor its subschemas name. `open`, for parts
 * of others: only those that schemas for properties and items don't name. `unconstrained`: nothing. `condition`: nothing either, and what
 * is read-only or write-only counts like anything else, as the schema tests whether an instance is of some kind.
 */
export type Form = 'closed' | 'open' | 'unconstrained' | 'condition';

/** The form of a schema that is no part of another one, where objects may have only the properties that the document names, or any. */
export const wholeForm = (closes: boolean): Form => (closes ? 'closed' : 'open');

/** The form of a whole response. */
export const responseForm = (isOpen: boolean): Form => (isOpen ? 'unconstrained' : 'closed');

export const isUnconstrained = (form: Form) => form === 'unconstrained' || form === 'condition';

/** The form of the subschemas for the same instance. */
export function partForm(schema: Schema, form: Form, closes: boolean): Form {
  return isUnconstrained(form) ? form : isOpened(schema, form, closes) ? 'unconstrained' : 'open';
}

/** The form of the schemas for properties and items. */
export function insideForm(schema: Schema, form: Form, closes: boolean): Form {
  const part = partForm(schema, form, closes);
  return isUnconstrained(part) ? part : wholeForm(closes);
}

/** Whether a schema that would be closed inside cannot be, as parts of it describe the same properties. */
export function isOpened(schema: Schema, form: Form, closes: boolean): boolean {
  return closes && !isUnconstrained(form) && hasOverlappingProperties(schema);
}

/** The form under keywords that test whether an instance is of some kind: what their schema does not name is not its concern. */
export function testedForm(form: Form, keyword: ApplicatorKeyword | 'contains'): Form {
  if (form === 'condition') return form;
  return keyword === 'not' ? 'condition' : keyword === 'if' || keyword === 'contains' ? 'unconstrained' : form;
}
