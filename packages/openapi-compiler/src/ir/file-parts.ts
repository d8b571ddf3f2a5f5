import { meantTypes, ownTypes } from '../emit/coercion.ts';
import { isObject, type JsonObject, valueAt } from '../parse/source-document.ts';
import { type Description, descriptionsOf } from './members.ts';

/** Whether the value of a part of a form is a file: always, never, or either. */
export type FileKind = 'file' | 'text' | 'either';

/** Whether bytes are meant rather than a text; undefined where nothing is said that would tell. */
export function fileKind(root: JsonObject, description: Description): FileKind | undefined {
  const types = meantTypes(root, description);
  return types === undefined || types.includes('string') ? kindOf(root, description, new Set()) : 'text';
}

function kindOf(root: JsonObject, description: Description, seen: ReadonlySet<string>): FileKind | undefined {
  if ('any' in description) return oneOf(root, description.any, seen);
  if ('perhaps' in description) return oneOf(root, description.perhaps, seen);
  if ('all' in description) return together(root, description.all, seen);
  const { at } = description;
  const schema = valueAt(root, at);
  if (!isObject(schema) || seen.has(at)) return undefined;
  return together(root, descriptionsOf(schema, at), new Set([...seen, at]), isBinary(schema) ? 'file' : ownTypes(schema) === undefined ? undefined : 'text');
}

/** Whether the keywords of a schema mean bytes: `format: binary` in 3.0, a `contentMediaType` and no `contentEncoding` since. */
export function isBinary({ format, contentMediaType, contentEncoding }: JsonObject): boolean {
  return format === 'binary' || (contentMediaType !== undefined && contentEncoding === undefined);
}

function together(root: JsonObject, parts: readonly Description[], seen: ReadonlySet<string>, own?: FileKind): FileKind | undefined {
  const isPerhaps = (part: Description) => 'perhaps' in part;
  const kinds = [own, ...parts.filter((part) => !isPerhaps(part)).map((part) => kindOf(root, part, seen))];
  const sure = (['file', 'either', 'text'] as const).find((kind) => kinds.includes(kind));
  const conditional = oneOf(root, parts.filter(isPerhaps), seen);
  if (sure === undefined || conditional === undefined) return sure ?? conditional;
  return sure === 'text' && conditional !== 'text' ? 'either' : sure;
}

function oneOf(root: JsonObject, parts: readonly Description[], seen: ReadonlySet<string>): FileKind | undefined {
  const isNull = (part: Description) => meantTypes(root, part)?.every((type) => type === 'null') ?? false;
  const kinds = new Set(parts.filter((part) => !isNull(part)).map((part) => kindOf(root, part, seen)));
  if (kinds.size > 1) return kinds.has('file') || kinds.has('either') ? 'either' : 'text';
  return [...kinds][0];
}
