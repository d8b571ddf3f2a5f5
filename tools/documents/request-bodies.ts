import { type DocumentOperation, isObject, type Json, joinPointer } from '@petsage/openapi-compiler/internal';
import { kindOf, type MediaTypeSpec, type OperationSpec } from '@petsage/openapi-koa/spec';
import { multipartBody, urlencodedBody, withoutUnsendable } from './form-body.ts';
import type { ValueSource } from './value-source.ts';

/** A valid body, in one of the declared media types. */
export interface ExerciseBody {
  /** As the document declares it, in lower case. */
  readonly type: string;
  /** One that is sent: not a range. */
  readonly contentType: string;
  readonly kind: ReturnType<typeof kindOf>;
  readonly spec: MediaTypeSpec;
  /** Where the schema stands. */
  readonly schema: string;
  readonly value: Json;
}

/** A body for each declared media type for which there is a value; `gaps` gets the others. */
export function bodiesOf(source: ValueSource, { body }: DocumentOperation, spec: OperationSpec, gaps: string[]): ExerciseBody[] {
  const content = body?.value['content'];
  if (body === undefined || !isObject(content)) return [];
  return Object.keys(content).flatMap((key): ExerciseBody[] => {
    const declared = spec.load().body?.content.find(({ type }) => type === key.toLowerCase());
    if (declared === undefined) return [];
    const holder = joinPointer(body.pointer, 'content', key);
    const schema = `${holder}/schema`;
    const contentType = concreteType(declared.type);
    const kind = declared.kind ?? kindOf(contentType);
    const isForm = kind === 'urlencoded' || kind === 'multipart';
    const adapt = isForm ? (each: Json) => withoutUnsendable(declared, each) : undefined;
    const value = kind === 'binary' ? 'bytes' : source.value(holder, schema, 'request', (each) => isSendableBody(kind, each), adapt);
    if (value === undefined) {
      gaps.push(`no valid value for the body as ${key}`);
      return [];
    }
    return [{ type: declared.type, contentType, kind, spec: declared, schema, value }];
  });
}

function isSendableBody(kind: ExerciseBody['kind'], value: Json): boolean {
  if (kind === 'json') return true;
  if (kind === 'text') return typeof value !== 'object' && value !== '';
  // A body of zero bytes is none.
  return isObject(value) && Object.keys(value).length > 0;
}

/** What the run time encodes. */
export function encodedBody({ kind, spec }: ExerciseBody, value: Json): unknown {
  if (kind === 'json') return value;
  if (kind === 'urlencoded' && isObject(value)) return urlencodedBody(spec, value);
  if (kind === 'multipart' && isObject(value)) return multipartBody(spec, value);
  return String(value);
}

/** A media type for a declared range: JSON, where it allows that, which can be validated. */
export function concreteType(type: string): string {
  if (type === '*/*' || type === 'application/*') return 'application/json';
  return type.replace('image/*', 'image/png').replace('text/*', 'text/plain').replace('*', 'x');
}
