import { isObject, type Json, type JsonObject } from '@petsage/openapi-compiler/internal';
import { encodePairs } from '@petsage/openapi-koa/internal';
import type { EncodingSpec, MediaTypeSpec } from '@petsage/openapi-koa/spec';
import { isSendable } from './sendable.ts';

/** How a field that no schema describes is sent. */
const TEXT: EncodingSpec = { style: 'form', explode: true, value: { types: ['string'] } };

/** Whether the fields of a form can be sent, and be read again as they were. */
export function isForm(spec: MediaTypeSpec, value: Json): value is JsonObject {
  const isMultipart = spec.kind === 'multipart';
  return (
    isObject(value) &&
    Object.entries(value).every(([name, member]) => {
      const field = fieldOf(spec, name);
      if (isMultipart && (field.file || field.value === undefined)) return true;
      // Each item is a part of its own, without delimiters.
      const items = isMultipart && Array.isArray(member) ? member : [member];
      return items.length > 0 && items.every((item) => isSendable({ name, in: 'query', required: false, ...field }, '', item as Json));
    })
  );
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
