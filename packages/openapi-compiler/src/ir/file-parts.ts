import { folded } from './applicators.ts';
import type { Schema } from './schema.ts';
import { intendedTypes, namesTypes } from './types.ts';

/** Whether a value is sent as a file, such as a part of a form: always, never, or either. */
export type FileKind = 'file' | 'text' | 'either';

/** Whether bytes are meant rather than a string; undefined where nothing tells. */
export function fileKind(schema: Schema): FileKind | undefined {
  const types = intendedTypes(schema);
  return types === undefined || types.includes('string') ? kindOf(schema)?.kind : 'text';
}

/** What a schema says, and whether it says that null is all there is: such an alternative has no say. */
interface Said {
  readonly kind: FileKind | undefined;
  readonly isNull: boolean;
  /** Whether the kind is of what applies under a condition only. */
  readonly isConditional?: true;
}

const kindOf = folded<Said>({
  own: (schema) => ({ kind: isBinary(schema.assertions) ? 'file' : namesTypes(schema) ? 'text' : undefined, isNull: false }),
  all: together,
  any: (parts) => ({ kind: either(parts), isNull: false }),
  conditional: (parts) => ({ kind: either(parts.map(([, said]) => said)), isNull: false, isConditional: true }),
  whole: ({ kind }, schema) => ({ kind, isNull: intendedTypes(schema)?.every((type) => type === 'null') ?? false }),
  cycle: { kind: undefined, isNull: false },
});

/** Whether the keywords of a schema mean bytes: `format: binary`, or a `contentMediaType` without a `contentEncoding`. */
export function isBinary({ format, contentMediaType, contentEncoding }: { readonly [keyword: string]: unknown }): boolean {
  return format === 'binary' || (contentMediaType !== undefined && contentEncoding === undefined);
}

function together(parts: readonly Said[]): Said {
  const kinds = parts.filter(({ isConditional }) => !isConditional).map(({ kind }) => kind);
  const certain = (['file', 'either', 'text'] as const).find((kind) => kinds.includes(kind));
  const conditional = parts.find(({ isConditional }) => isConditional)?.kind;
  const kind = certain === 'text' && conditional !== undefined && conditional !== 'text' ? 'either' : (certain ?? conditional);
  return { kind, isNull: false };
}

function either(parts: readonly Said[]): FileKind | undefined {
  const kinds = new Set(parts.filter(({ isNull }) => !isNull).map(({ kind }) => kind));
  if (kinds.size > 1) return kinds.has('file') || kinds.has('either') ? 'either' : 'text';
  return [...kinds][0];
}
