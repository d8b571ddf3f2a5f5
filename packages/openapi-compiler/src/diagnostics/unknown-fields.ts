import { INT64 } from '../ir/int64.ts';
import { STREAMED_FILE } from '../ir/streamed-file.ts';
import { isObject, type Json, type JsonObject, joinPointer } from '../json.ts';
import { FIELDS, type Field, type Kind, REQUIRED } from '../parse/fields.ts';
import { requiredContent } from '../parse/version.ts';
import type { Finding } from './diagnostic.ts';

/** A reference may describe itself (OpenAPI 3.1.1 section 4.8.23); 3.0 ignores what stands beside one. */
const BESIDE_REFERENCE: ReadonlySet<string> = new Set(['$ref', 'summary', 'description']);

/** Fields that an object of OpenAPI does not have, most often misspelt, and those that it lacks. */
export function fieldFindings(root: JsonObject): Finding[] {
  return [...documentFindings(root), ...fieldsOf(root, 'OpenAPI', '')];
}

/** OpenAPI 3.0.3 sections 4.7.1 and 4.7.2, 3.1.0 section 4.8.1. */
function* documentFindings(root: JsonObject): Generator<Finding> {
  const code = 'missing-document-field';
  const { info } = root;
  if (info === undefined) yield { code, pointer: '', reason: 'the document has no `info`; add `info: { title: …, version: … }`' };
  for (const name of isObject(info) ? ['title', 'version'] : [])
    if ((info as JsonObject)[name] === undefined) yield { code, pointer: '/info', reason: `\`info\` has no \`${name}\`; add it` };
  const [first, ...others] = requiredContent(root);
  if ([first, ...others].some((name) => name !== undefined && root[name] !== undefined)) return;
  const reason =
    others.length === 0 ? 'the document has no `paths`; add `paths: {}`' : 'the document has none of `paths`, `components` and `webhooks`; add `paths: {}`';
  yield { code, pointer: '', reason };
}

function* fieldsOf(value: Json | undefined, kind: Kind, pointer: string): Generator<Finding> {
  if (!isObject(value)) return;
  const isReference = typeof value['$ref'] === 'string';
  const fields = FIELDS[kind];
  for (const [name, member] of Object.entries(value)) {
    if (name === INT64)
      yield {
        code: 'invalid-int64',
        pointer: joinPointer(pointer, name),
        reason: `\`${INT64}\` of ${article(kind)} ${kind} Object has no effect; put it into a schema beside \`type: integer\``,
      };
    if (name === STREAMED_FILE)
      yield {
        code: 'invalid-streamed-file',
        pointer: joinPointer(pointer, name),
        reason: `\`${STREAMED_FILE}\` of ${article(kind)} ${kind} Object has no effect; put it into the schema of the file`,
      };
    // A merge key is found in the text.
    if (name.startsWith('x-') || name === '<<' || (isReference && BESIDE_REFERENCE.has(name))) continue;
    const at = joinPointer(pointer, name);
    if (isReference && kind !== 'Path Item')
      yield { code: 'field-beside-reference', pointer: at, reason: `\`${name}\` beside a \`$ref\` is ignored; move it to the target` };
    else if (!Object.hasOwn(fields, name))
      yield { code: 'unknown-field', pointer: at, reason: `${article(kind)} ${kind} Object has no field \`${name}\`${suggestion(name, Object.keys(fields))}` };
    else yield* below(member, fields[name] as Field, at);
  }
  if (isReference) return;
  for (const name of REQUIRED[kind] ?? [])
    if (!Object.hasOwn(value, name)) yield { code: 'missing-field', pointer, reason: `${article(kind)} ${kind} Object must have \`${name}\`; add it` };
}

function* below(value: Json | undefined, { holds, many, extensible }: Field, pointer: string): Generator<Finding> {
  if (!Object.hasOwn(FIELDS, holds) || typeof value !== 'object' || value === null) return;
  if (many === undefined) {
    yield* fieldsOf(value, holds as Kind, pointer);
    return;
  }
  for (const [name, member] of Object.entries(value))
    if (!(extensible && name.startsWith('x-'))) yield* fieldsOf(member, holds as Kind, joinPointer(pointer, name));
}

export const article = (kind: string) => (/^[AEIO]/.test(kind) ? 'an' : 'a');

/** The field that a misspelt one most likely stands for: of the same letters but one or two. */
function suggestion(name: string, fields: readonly string[]): string {
  const near = fields.find((field) => isNear(name.toLowerCase(), field.toLowerCase()));
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  return `; it has ${fields.map((field) => `\`${field}\``).join(', ')}, and extensions that begin with \`x-\``;
}

/** Whether two names differ in one character, or in two that are next to each other. */
function isNear(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.length - start - end, b.length - start - end];
  if (left <= 1 && right <= 1) return true;
  return left === 2 && right === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
}
