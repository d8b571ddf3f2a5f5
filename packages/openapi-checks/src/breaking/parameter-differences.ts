import { type JsonObject, joinPointer } from '@petsage/openapi-compiler/internal';
import { SchemaView } from '../schemas/schema-view.ts';
import { items, type Located, member, objectMember } from '../schemas/side.ts';
import type { Difference } from './break.ts';
import { contentDifferences, styleText } from './media-type-differences.ts';
import { changeText } from './schemas/change-text.ts';
import { schemaDefaultDifferences, schemaDifferences } from './schemas/schema-differences.ts';

/** OpenAPI 3.0.3 section 4.7.12.1: such header parameters are ignored. */
const IGNORED = ['accept', 'content-type', 'authorization'];
/** The style of a parameter that has none, by its place. */
const STYLES: Readonly<Record<string, string>> = { query: 'form', cookie: 'form', path: 'simple', header: 'simple' };

/** The parameters of an operation, by place and name; those of a path by their order in it, as their names are not sent. */
export function parametersOf(path: string, item: Located<JsonObject>, operation: Located<JsonObject>): Map<string, Located<JsonObject>> {
  const inPath = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name);
  const found = new Map<string, Located<JsonObject>>();
  for (const holder of [item, operation]) {
    const list = member(holder, 'parameters');
    for (const [index] of (list === undefined ? [] : items(list)).entries()) {
      const parameter = holder.side.object(joinPointer(holder.pointer, 'parameters', index));
      const [name, place] = [String(parameter.value['name']), String(parameter.value['in'])];
      if (place === 'header' && IGNORED.includes(name.toLowerCase())) continue;
      found.set(`${place} ${place === 'path' ? inPath.indexOf(name) : place === 'header' ? name.toLowerCase() : name}`, parameter);
    }
  }
  return found;
}

/**
 * What breaks clients that send a parameter.
 *
 * @param operation where the parameters stand that are gone from it
 */
export function parameterDifferences(
  before: ReadonlyMap<string, Located<JsonObject>>,
  after: ReadonlyMap<string, Located<JsonObject>>,
  operation: Located<JsonObject>,
): Difference[] {
  const at = member(operation, 'parameters') ?? operation;
  const removed = [...before].filter(([key]) => !after.has(key));
  return [
    ...removed.map(([, parameter]) => ({ id: 'parameter-removed', message: `${capital(labelOf(parameter))} was removed.`, at })),
    ...[...after].flatMap(([key, parameter]): Difference[] => {
      const released = before.get(key);
      if (released !== undefined) return changes(released, parameter);
      if (parameter.value['required'] !== true) return [];
      return [{ id: 'parameter-became-required', message: `${capital(labelOf(parameter))} is new, and required.`, at: parameter }];
    }),
  ];
}

/** What breaks code that calls a generated client: the name of a path parameter is not sent, but is an argument. */
export function renamedParameters(before: ReadonlyMap<string, Located<JsonObject>>, after: ReadonlyMap<string, Located<JsonObject>>): Difference[] {
  return [...after].flatMap(([key, parameter]) => {
    const [was, is] = [before.get(key)?.value['name'], parameter.value['name']];
    if (was === undefined || was === is || !key.startsWith('path ')) return [];
    return [{ id: 'path-parameter-renamed', message: `The path parameter \`${was}\` was renamed to \`${is}\`.`, at: member(parameter, 'name') ?? parameter }];
  });
}

function changes(before: Located<JsonObject>, after: Located<JsonObject>): Difference[] {
  const label = labelOf(after);
  const [was, is] = [member(before, 'schema'), member(after, 'schema')];
  const report = (id: string, text: string): Difference => ({ id, message: `${capital(label)} ${text}.`, at: after });
  const found: Difference[] = [];
  const [wasRequired, isRequired] = [before, after].map(({ value }) => value['required'] === true);
  if (isRequired && !wasRequired) found.push(report('parameter-became-required', 'became required'));
  for (const field of ['allowEmptyValue', 'allowReserved'])
    if (before.value[field] === true && after.value[field] !== true) found.push(report('parameter-serialization-changed', `no longer has \`${field}\``));
  const multiSegment = 'x-multi-segment';
  if (before.value[multiSegment] === true && after.value[multiSegment] !== true)
    found.push(report('multi-segment-removed', 'no longer takes several segments'));
  if ((was === undefined) !== (is === undefined)) return [...found, report('parameter-serialization-changed', 'is serialized by another media type')];
  const subject = { direction: 'sent', label } as const;
  if (is === undefined) return [...found, ...contentDifferences(objectMember(before, 'content'), objectMember(after, 'content'), subject)];
  const fallback = STYLES[String(after.value['in'])];
  const schemas = [SchemaView.of(was), SchemaView.of(is)] as const;
  const styles = [styleText(before, schemas[0], fallback), styleText(after, schemas[1], fallback)] as const;
  const text = { ...subject, isText: true };
  const different = schemaDifferences(was, is, text);
  // Another type has another form by itself.
  if (styles[0] !== styles[1] && !different.some(({ id }) => id === 'schema-type-changed'))
    found.push({ id: 'parameter-serialization-changed', message: `The style of ${label} ${changeText(...styles)}.`, at: after });
  return [...found, ...different, ...(wasRequired || isRequired ? [] : schemaDefaultDifferences(was, is, text))];
}

function labelOf({ value }: Located<JsonObject>): string {
  return `the ${value['in']} parameter \`${value['name']}\``;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
