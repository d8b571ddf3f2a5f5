import { isObject, type JsonObject } from '@petsage/openapi-compiler/internal';
import { SchemaView } from './schema-view.ts';
import { items, type Located, member } from './side.ts';

/** The names that `required` lists. */
export function requiredOf(view: SchemaView): string[] {
  return [...new Set(view.values('required').flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : [])))];
}

export function declaredNames(...views: readonly SchemaView[]): string[] {
  return [...new Set(views.flatMap((view) => view.values('properties').flatMap(({ value }) => (isObject(value) ? Object.keys(value) : []))))];
}

/** The property of that name, as `properties` describes it. */
export function declared(view: SchemaView, name: string): Located[] {
  return view.values('properties').flatMap((properties) => (isObject(properties.value) ? (member(properties as Located<JsonObject>, name) ?? []) : []));
}

export function patterns(view: SchemaView): Map<string, Located[]> {
  const found = new Map<string, Located[]>();
  for (const map of view.values('patternProperties'))
    for (const pattern of isObject(map.value) ? Object.keys(map.value) : [])
      found.set(pattern, [...(found.get(pattern) ?? []), member(map as Located<JsonObject>, pattern) as Located]);
  return found;
}

/** What applies to properties that no keyword names. */
export function others(view: SchemaView): SchemaView {
  return SchemaView.of(...view.values('additionalProperties'), ...view.values('unevaluatedProperties'));
}

/** Everything that applies to a property: where a part does not name it, what it says of other properties. */
export function schemaFor(view: SchemaView, name: string): SchemaView {
  const named = view.parts.flatMap((part): readonly Located[] => {
    if (!isObject(part.value)) return [];
    const own = new SchemaView([part]);
    const found = [...declared(own, name), ...[...patterns(own)].flatMap(([pattern, schemas]) => (matches(pattern, name) ? schemas : []))];
    return found.length > 0 ? found : own.values('additionalProperties');
  });
  const isNamed = declared(view, name).length > 0 || [...patterns(view).keys()].some((pattern) => matches(pattern, name));
  return SchemaView.of(...named, ...(isNamed ? [] : view.values('unevaluatedProperties')));
}

export function prefixLength(view: SchemaView): number {
  return Math.max(0, ...view.values('prefixItems').map(({ value }) => (Array.isArray(value) ? value.length : 0)));
}

/** What applies to an item: of each part its `prefixItems`, else `items`; if there is neither, `unevaluatedItems`. */
export function itemAt(view: SchemaView, index: number): SchemaView {
  const found = view.parts.flatMap((part): readonly Located[] => {
    if (!isObject(part.value)) return [];
    const own = new SchemaView([part]);
    const prefix = own.values('prefixItems').flatMap(items);
    return prefix[index] === undefined ? own.values('items') : [prefix[index]];
  });
  return SchemaView.of(...(found.length > 0 ? found : view.values('unevaluatedItems')));
}

/** Whether a pattern of a document matches; true for one that JavaScript does not have. */
export function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}
