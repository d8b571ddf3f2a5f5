import { isObject, type Json, type JsonObject } from '@petsage/openapi-compiler/internal';
import { encodePairs } from '@petsage/openapi-koa/internal';
import type { EncodingSpec, MediaTypeSpec } from '@petsage/openapi-koa/spec';
import { isSendable } from './sendable.ts';

/** How a field that no schema describes is sent. */
const TEXT: EncodingSpec = { style: 'form', explode: true, value: { types: ['string'] } };

/** A form without the fields that cannot be sent so that they are read again as they were. */
export function withoutUnsendable(spec: MediaTypeSpec, value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, member]) => isSendableField(spec, name, member as Json)));
}

function isSendableField(spec: MediaTypeSpec, name: string, member: Json): boolean {
  const isMultipart = spec.kind === 'multipart';
  const field = fieldOf(spec, name);
  if (isMultipart && field.file) return [member].flat().every((item) => typeof item === 'string');
  if (isMultipart && field.value === undefined) return true;
  // Each item is a part of its own, without delimiters.
  const items = isMultipart && Array.isArray(member) ? member : [member];
  return items.length > 0 && items.every((item) => isSendable({ name, in: 'query', required: false, ...field }, '', item));
}

/** The body of a form of the media type `application/x-www-form-urlencoded`. */
export function urlencodedBody(spec: MediaTypeSpec, value: JsonObject): string {
  return Object.entries(value)
    .flatMap(([name, member]) => encodePairs({ name, ...fieldOf(spec, name) }, member))
    .map(([name, text]) => `${name}=${text}`)
    .join('&');
}

/** The body of a form of the media type `multipart/form-data`. */
export function multipartBody(spec: MediaTypeSpec, value: JsonObject): FormData {
  const form = new FormData();
  for (const [name, member] of Object.entries(value)) {
    const field = fieldOf(spec, name);
    const type = field.contentTypes?.find((each) => !each.includes('*')) ?? (field.file ? 'application/octet-stream' : undefined);
    const isList = Array.isArray(member) && (field.list === true || field.value?.types.includes('array'));
    for (const item of isList ? member : [member]) {
      if (field.file) form.append(name, new Blob([String(item)], { type: type ?? '' }), 'file.bin');
      else if (field.value === undefined) form.append(name, new Blob([JSON.stringify(item)], { type: type ?? 'application/json' }));
      else if (isObject(item as Json))
        for (const [key, text] of encodePairs({ name, ...field }, item)) form.append(decodeURIComponent(key), decodeURIComponent(text));
      else form.append(name, String(item));
    }
  }
  return form;
}

function fieldOf({ fields, patterns, others }: MediaTypeSpec, name: string): EncodingSpec {
  const declared = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return declared ?? patterns?.find(([pattern]) => pattern.test(name))?.[1] ?? others ?? TEXT;
}
