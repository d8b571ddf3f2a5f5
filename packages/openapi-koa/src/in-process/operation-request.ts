import type { OperationType } from '../handler.ts';
import { findDeclared, isJson } from '../http/media-type.ts';
import type { OperationDetails, OperationSpec, ParameterSpec } from '../operation-spec.ts';
import { exactJson } from './exact-json.ts';
import { encodePairs, encodeValue } from './parameter-encoding.ts';
import type { InProcessRequest } from './send-in-process.ts';

type Binary = Uint8Array<ArrayBuffer> | ArrayBuffer | Blob | ReadableStream;
type JsonType = 'application/json' | `${string}+json` | `${string}+json;${string}` | `application/json;${string}`;
type FormDataType = `multipart/form-data${string}`;
type FormType = `application/x-www-form-urlencoded${string}`;
/** What is sent as a body of a media type: JSON as its value, which is typed. */
type Sendable<M, Value> = M extends JsonType ? Value : M extends FormDataType ? FormData : M extends FormType ? URLSearchParams : string | Binary;
/** Required where the request does not say by itself which of the declared types it has. */
type ContentTypeOf<M, All> = M extends 'application/json' | FormDataType | FormType
  ? { readonly contentType?: M }
  : [All, Concrete<M>] extends [M, M]
    ? { readonly contentType?: M }
    : { readonly contentType: Concrete<M> };
/** A media type for a declared range. */
type Concrete<M> = M extends `${infer Before}*${infer After}` ? `${Before}${string}${After}` : M;
type NoBody = { readonly body?: undefined; readonly contentType?: undefined };
type BodyInput<B> = [B] extends [undefined]
  ? NoBody
  :
      | { [M in keyof NonNullable<B>]: { readonly body: Sendable<M, NonNullable<B>[M]> } & ContentTypeOf<M, keyof NonNullable<B>> }[keyof NonNullable<B>]
      | (undefined extends B ? NoBody : never);
type ParamsInput<P> = Record<never, never> extends P ? { readonly params?: P } : { readonly params: P };
type More = { readonly [name: string]: unknown };

/**
 * The request of one operation. Path parameters and the body are typed as the handler gets them; other parameters may be left out, as they may
 * have defaults, and other headers and cookies are sent as well. `contentType` is required unless the body is JSON (`application/json`) or a form, or
 * the operation declares no other media type.
 */
export type OperationRequest<Op extends OperationType> = ParamsInput<Op['params']> & {
  readonly query?: Partial<Op['query']>;
  readonly headers?: Partial<Op['headers']> & More;
  readonly cookies?: Partial<Op['cookies']> & More;
  readonly signal?: AbortSignal;
} & BodyInput<Op['body']>;

/** The same for any operation. */
export interface UntypedOperationRequest {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

/** Encodes the request of an operation. */
export async function encodeOperation(operation: OperationSpec, prefix: string, input: UntypedOperationRequest): Promise<InProcessRequest> {
  const { method, operationId } = operation;
  const details = operation.load();
  const { parameters } = details;
  const { params = {}, query = {}, headers: given = {}, cookies = {} } = input;
  const specs = (place: ParameterSpec['in']) => parameters.filter((parameter) => parameter.in === place);
  const path = operation.path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    if (params[name] === undefined) throw new TypeError(`${operationId} requires the path parameter ${name}.`);
    const encode = operation.multiSegment?.includes(name) ? encodeSegments : encodeURIComponent;
    return encodeValue(specOf(specs('path'), name, 'simple'), params[name], encode);
  });
  const pairs = (values: Readonly<Record<string, unknown>>, declared: readonly ParameterSpec[]) =>
    defined(values)
      .flatMap(([name, value]) => encodePairs(specOf(declared, name, 'form'), value))
      .map(([name, text]) => `${name}=${text}`);
  const search = pairs(query, specs('query')).join('&');
  const { headers, body } = await encodeBody(details, input.body, input.contentType);
  for (const [name, value] of defined(given))
    headers.set(
      name,
      encodeValue(specOf(specs('header'), name, 'simple'), value, (text) => text),
    );
  const cookie = pairs(cookies, specs('cookie')).join('; ');
  if (cookie !== '') headers.set('Cookie', cookie);
  return { method, target: `${prefix}${path}${search === '' ? '' : `?${search}`}`, headers, body, signal: input.signal };
}

/** Encodes the arguments of `fetch`, whose URL may be a path. */
export async function encodeFetch(input: Request | string, init: RequestInit = {}): Promise<InProcessRequest> {
  if (typeof input === 'string') {
    const { headers, body } = await encodeBytes(init.body ?? undefined, new Headers(init.headers));
    return { method: init.method ?? 'GET', target: input, headers, body, signal: init.signal ?? undefined };
  }
  const { pathname, search } = new URL(input.url);
  const { headers, body } = await encodeBytes(input.body ?? undefined, new Headers(input.headers));
  return { method: input.method, target: `${pathname}${search}`, headers, body, signal: input.signal };
}

/** The declared parameter; any other one is a string. */
function specOf(declared: readonly ParameterSpec[], name: string, style: ParameterSpec['style']): Pick<ParameterSpec, 'name' | 'style' | 'explode' | 'value'> {
  const isName = ({ in: place, name: other }: ParameterSpec) => (place === 'header' ? other.toLowerCase() === name.toLowerCase() : other === name);
  return declared.find(isName) ?? { name, style, explode: true, value: { types: ['string'] } };
}

const encodeSegments = (text: string) => text.split('/').map(encodeURIComponent).join('/');

const defined = (values: Readonly<Record<string, unknown>>) => Object.entries(values).filter(([, value]) => value !== undefined);

interface EncodedBody {
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
}

async function encodeBody(details: OperationDetails, body: unknown, contentType: string | undefined): Promise<EncodedBody> {
  if (body === undefined) return { headers: new Headers(), body: undefined };
  if (body instanceof FormData || body instanceof URLSearchParams) return encodeBytes(body, new Headers());
  const type = contentType ?? onlyType(details) ?? 'application/json';
  return encodeBytes(isJson(type) ? jsonBody(details, body, type) : (body as Binary | string), new Headers({ 'Content-Type': type }));
}

/** The media type of an operation that declares a single one, and no range. */
function onlyType({ body }: OperationDetails): string | undefined {
  const [only, other] = body?.content ?? [];
  return only === undefined || other !== undefined || only.type.includes('*') ? undefined : only.type;
}

function jsonBody({ body: spec, validators }: OperationDetails, body: unknown, type: string): string {
  const content = spec?.content ?? [];
  const declared = findDeclared(
    content.map((media) => media.type),
    type,
  );
  const validate = declared === undefined ? undefined : validators.bodies?.[declared];
  return validate !== undefined && content.some((media) => media.type === declared && media.int64 === true) ? exactJson(body, validate) : JSON.stringify(body);
}

/** Encodes a body as `fetch` does, which knows forms and their media types. */
async function encodeBytes(body: RequestInit['body'] | undefined, headers: Headers): Promise<EncodedBody> {
  if (body === undefined) return { headers, body: undefined };
  const encoded = new Response(body);
  const type = encoded.headers.get('Content-Type');
  if (type !== null && !headers.has('Content-Type')) headers.set('Content-Type', type);
  return { headers, body: await encoded.bytes() };
}
