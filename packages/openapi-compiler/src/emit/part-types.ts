import { kindOf } from '@petsage/openapi-koa/spec';
import { isObject, type Json, type JsonObject, joinPointer, valueAt } from '../parse/source-document.ts';

/**
 * The media types and ranges that the parts of one name may have, in lower case; undefined where the document does not say.
 *
 * @param encoding an Encoding Object (OpenAPI 3.0.3 section 4.7.15)
 */
export function partTypes(encoding: Json | undefined): readonly string[] | undefined {
  const contentType = isObject(encoding) ? encoding['contentType'] : undefined;
  return typeof contentType === 'string' ? contentType.split(',').map((type) => type.trim().toLowerCase()) : undefined;
}

/** The same of the member of a multipart form whose schema stands at a pointer, where no style says how its parts are written. */
export function partTypesOf(root: JsonObject, pointer: string, name: string): readonly string[] | undefined {
  const encoding = valueAt(root, joinPointer(pointer.replace(/\/schema$/, '/encoding'), name));
  return isObject(encoding) && !isStyled(root, encoding, 'multipart') ? partTypes(encoding) : undefined;
}

/** 3.0 knows styles in urlencoded forms only (section 4.7.15.1), 3.1 in those of multipart too. */
export function isStyled(root: JsonObject, encoding: JsonObject, kind: 'urlencoded' | 'multipart'): boolean {
  if (kind === 'multipart' && String(root['openapi']).startsWith('3.0.')) return false;
  return encoding['style'] !== undefined || encoding['explode'] !== undefined || encoding['allowReserved'] !== undefined;
}

/** Whether no part can be read as a value: none of its types is JSON, a text, or a range that has some of them, such as `application/xml`. */
export function isUnparsed(types: readonly string[] | undefined): boolean {
  return types?.every((type) => !type.includes('*') && !['json', 'text'].includes(kindOf(type))) ?? false;
}
