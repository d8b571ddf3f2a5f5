import { memberPointers } from '../emit/coercion.ts';
import { isObject, type Json, type JsonObject, joinPointer } from '../parse/source-document.ts';

/** Members that an object has only where a condition holds. */
export interface ConditionalMembers {
  /** By name, where the schema of each stands; the first where several describe it. */
  readonly pointers: ReadonlyMap<string, string>;
  /** Whether there may be others, without a name. */
  readonly open: boolean;
}

/** The members that `if`, `then`, `else` and `dependentSchemas` of a schema name (JSON Schema 2020-12 core, section 10.2.2). */
export function conditionalMembers(root: JsonObject, schema: JsonObject, pointer: string): ConditionalMembers {
  const { dependentSchemas } = schema;
  const parts: readonly (readonly [Json | undefined, string])[] = [
    ...(['if', 'then', 'else'] as const).map((keyword) => [schema[keyword], joinPointer(pointer, keyword)] as const),
    ...Object.entries(isObject(dependentSchemas) ? dependentSchemas : {}).map(
      ([name, part]) => [part, joinPointer(pointer, 'dependentSchemas', name)] as const,
    ),
  ];
  const pointers = new Map<string, string>();
  let open = false;
  for (const [part, at] of parts) {
    if (!isObject(part)) continue;
    const inner = conditionalMembers(root, part, at);
    for (const [name, place] of [...memberPointers(root, at), ...inner.pointers]) if (!pointers.has(name)) pointers.set(name, place);
    open ||= inner.open || ['patternProperties', 'additionalProperties', 'unevaluatedProperties'].some((keyword) => (part[keyword] ?? false) !== false);
  }
  return { pointers, open };
}
