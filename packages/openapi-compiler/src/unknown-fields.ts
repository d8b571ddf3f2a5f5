import { FIELDS, type Field, type Kind } from './fields.ts';
import { type Fault, isObject, type Json, type JsonObject, joinPointer } from './source-document.ts';

/** A reference may say of itself what it is about (OpenAPI 3.1.1 section 4.8.23); 3.0 ignores what stands beside one. */
const BESIDE_REFERENCE: ReadonlySet<string> = new Set(['$ref', 'summary', 'description']);

/** Fields that an object of OpenAPI does not have, most often a slip of the pen: they mean nothing, so nobody may think that they do. */
export function unknownFields(root: JsonObject): Fault[] {
  return [...fieldsOf(root, 'OpenAPI', '')];
}

function* fieldsOf(value: Json | undefined, kind: Kind, pointer: string): Generator<Fault> {
  if (!isObject(value)) return;
  const isReference = typeof value['$ref'] === 'string';
  const fields = FIELDS[kind];
  for (const [name, member] of Object.entries(value)) {
    if (name.startsWith('x-') || (isReference && BESIDE_REFERENCE.has(name))) continue;
    const at = joinPointer(pointer, name);
    if (isReference && kind !== 'Path Item') yield { pointer: at, reason: `${name} beside a $ref` };
    else if (!Object.hasOwn(fields, name)) yield { pointer: at, reason: `${name}, which the ${kind} Object does not have` };
    else yield* below(member, fields[name] as Field, at);
  }
}

function* below(value: Json | undefined, { holds, many, extensible }: Field, pointer: string): Generator<Fault> {
  if (!Object.hasOwn(FIELDS, holds) || typeof value !== 'object' || value === null) return;
  if (many === undefined) {
    yield* fieldsOf(value, holds as Kind, pointer);
    return;
  }
  for (const [name, member] of Object.entries(value))
    if (!(extensible && name.startsWith('x-'))) yield* fieldsOf(member, holds as Kind, joinPointer(pointer, name));
}
