import type { HandlerResponse } from '../handler.ts';
import { HeaderList } from '../http/header-list.ts';
import { TOKEN } from '../http/headers.ts';
import type { HeaderSpec, ValidationError, Validator } from '../operation-spec.ts';
import { constantError } from './header-constants.ts';
import { InvalidResponseError, reasonOf } from './invalid-response.ts';
import { plainCopy } from './plain-copy.ts';

/** The headers that frame a message or control its connection (RFC 9110 section 7.6.1, RFC 9112 sections 6.1 and 9.6). */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** The header that may be repeated without being a list (RFC 6265 section 3, RFC 9110 section 5.3). */
const SET_COOKIE = 'set-cookie';
/** Header values are limited to visible ASCII, spaces and tabs (RFC 9110 section 5.5). A line break would begin another header. */
const NOT_ASCII_TEXT = /[^\t\x20-\x7e]/;
const NOT_IN_JSON_TEXT = /[^\x20-\x7e]/g;

/** A valid set of headers, and as it is sent. */
interface ValidHeaders {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly type: string | undefined;
  readonly list: HeaderList;
}

/** Validates and serializes the headers of an operation's responses with one status. */
export class ResponseHeaders {
  readonly #status: number;
  readonly #specs: ReadonlyMap<string, HeaderSpec>;
  readonly #validator: Validator | undefined;
  /** The headers that have one value, with their names in lower case; the validator doesn't have them. */
  readonly #constants: readonly HeaderSpec[];
  readonly #int64: boolean;
  /** The last valid set: an operation's responses mostly have the same headers, and comparing them costs less than validating them. */
  #known: ValidHeaders | undefined;

  /**
   * @param validator of the values by lower-case name; undefined if the document declares no headers, or only such with one value
   * @param int64     whether it makes numbers of strings or BigInts (`x-int64`), in a copy
   */
  constructor(status: number, specs: readonly HeaderSpec[], validator: Validator | undefined, int64 = false) {
    this.#status = status;
    this.#specs = new Map(specs.map((spec) => [spec.name.toLowerCase(), spec]));
    this.#validator = validator;
    this.#constants = specs.filter(({ constant }) => constant !== undefined).map((spec) => ({ ...spec, name: spec.name.toLowerCase() }));
    this.#int64 = int64;
  }

  /** The names of the required headers in lower case. */
  get required(): readonly string[] {
    return [...this.#specs].flatMap(([key, { required }]) => (required ? [key] : []));
  }

  /** @param key of a header, in lower case */
  declares(key: string): boolean {
    return this.#specs.has(key);
  }

  /**
   * @param type the Content-Type; undefined for a response without a body
   * @returns shared by responses with the same headers, so it must not be changed
   * @throws InvalidResponseError naming the header
   */
  write(headers: HandlerResponse['headers'], type: string | undefined): HeaderList {
    if (this.#known !== undefined && isSame(this.#known, headers, type)) return this.#known.list;
    const names: string[] = [];
    const values: unknown[] = [];
    // Without a prototype, as a header may be called `__proto__`.
    const lower: Record<string, unknown> = Object.create(null);
    let primitive = true;
    for (const name in headers) {
      const value = headers[name];
      if (!isDefined(value)) continue;
      const key = name.toLowerCase();
      if (key in lower) throw this.#violation(name, 'must not be set twice');
      names.push(name);
      values.push(value);
      lower[key] = this.#int64 && (Array.isArray(value) || isPlainObject(value)) ? plainCopy(value) : value;
      primitive &&= typeof value !== 'object';
    }
    this.#validate(lower, names);
    const list = new HeaderList();
    for (const [index, name] of names.entries())
      for (const text of this.#serialize(name, this.#int64 ? (lower[name.toLowerCase()] ?? values[index]) : values[index])) list.add(name, text);
    if (type !== undefined) list.add('Content-Type', type);
    // An array or object may be changed between two responses.
    if (primitive) this.#known = { names, values, type, list: list.share() };
    return list;
  }

  #serialize(name: string, value: unknown): string[] {
    if (CONNECTION_HEADERS.has(name.toLowerCase())) throw this.#violation(name, 'must not be set: the server manages the connection');
    if (!TOKEN.test(name)) throw this.#violation(name, 'has characters that are not allowed in the name of a header');
    try {
      return serializeHeader(name, value, this.#specs.get(name.toLowerCase()));
    } catch (error) {
      throw this.#violation(name, (error as Error).message);
    }
  }

  /**
   * @param values by lower-case name; consumed
   * @param names  as the handler writes them
   */
  #validate(values: Record<string, unknown>, names: readonly string[]): void {
    const wrong = constantError(this.#constants, values);
    if (wrong !== undefined) throw this.#invalid(wrong);
    for (const { name } of this.#constants) delete values[name];
    const validate = this.#validator;
    if (validate === undefined) {
      const undeclared = names.find((name) => name.toLowerCase() in values);
      if (undeclared !== undefined) throw this.#violation(undeclared, 'is not declared');
    } else if (!validate(values)) throw this.#invalid(validate.errors?.[0]);
  }

  #invalid(error: ValidationError | undefined): InvalidResponseError {
    const name = error?.params['missingProperty'] ?? error?.params['additionalProperty'] ?? error?.instancePath.slice(1);
    return this.#violation(String(name), reasonOf(error));
  }

  #violation(name: string, reason: string): InvalidResponseError {
    return new InvalidResponseError(this.#status, `header ${name}`, reason);
  }
}

/** Whether two sets have the same names and values in the same order. */
function isSame(known: ValidHeaders, headers: HandlerResponse['headers'], type: string | undefined): boolean {
  if (known.type !== type) return false;
  let index = 0;
  for (const name in headers) {
    if (known.names[index] !== name || known.values[index] !== headers[name]) return false;
    index++;
  }
  return index === known.names.length;
}

/**
 * Serializes the value of a response header.
 *
 * @param spec how the document declares the header; undefined if it only allows additional ones
 * @returns one value, or one for each item of a Set-Cookie
 * @throws TypeError whose message says why a value cannot be serialized
 * @see OpenAPI 3.0.3 section 4.7.12.3, style `simple` (RFC 6570 section 3.2.2), and section 4.7.21
 */
function serializeHeader(name: string, value: unknown, spec: HeaderSpec | undefined): string[] {
  const texts = name.toLowerCase() === SET_COOKIE && Array.isArray(value) && spec?.json === undefined ? items(value) : [headerValue(value, spec)];
  if (texts.some((text) => NOT_ASCII_TEXT.test(text))) throw new TypeError('has characters that are not allowed in a header');
  return texts;
}

function headerValue(value: unknown, spec: HeaderSpec | undefined): string {
  if (spec?.json !== undefined) return jsonText(value);
  if (Array.isArray(value)) return items(value).join(', ');
  if (!isPlainObject(value) || isRawJson(value)) return primitive(value);
  const members = Object.entries(value).filter(([, member]) => isDefined(member));
  const pair = spec?.explode === true ? '=' : ',';
  return members.map(([key, member]) => `${key}${pair}${primitive(member)}`).join(',');
}

/** Escapes every character that a header cannot contain (RFC 8259 section 7). */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('cannot be written as JSON');
  return text.replace(NOT_IN_JSON_TEXT, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function items(values: readonly unknown[]): string[] {
  return values.filter(isDefined).map(primitive);
}

/** Undefined values in the sense of RFC 6570 section 2.3 are left out. */
function isDefined(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function primitive(value: unknown): string {
  if (isRawJson(value)) return value.rawJSON;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) throw new TypeError('must not be a Date: format it as a string');
  throw new TypeError(
    typeof value === 'object' ? 'must not be nested or an instance of a class: style simple cannot serialize it' : `must not be a ${typeof value}`,
  );
}

/** A number that a validator made of a string or a BigInt. */
const isRawJson = (JSON as unknown as { isRawJSON(value: unknown): value is { readonly rawJSON: string } }).isRawJSON;

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
