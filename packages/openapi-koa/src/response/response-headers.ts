import type { HandlerResponse } from '../handler.ts';
import { TOKEN } from '../http/headers.ts';
import type { HeaderSpec, Validator } from '../operation-spec.ts';
import { fieldTexts, isThere } from './header-text.ts';
import { InvalidResponseError, reasonOf } from './invalid-response.ts';

/** The headers that frame a message or control its connection (RFC 9110 section 7.6.1, RFC 9112 sections 6.1 and 9.6). */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** A valid set of headers and its serialized form. */
interface ValidHeaders {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly type: string | undefined;
  readonly flat: readonly string[];
}

/** Validates and serializes the headers of an operation's responses with one status. */
export class ResponseHeaders {
  readonly #status: number;
  readonly #specs: ReadonlyMap<string, HeaderSpec>;
  readonly #validator: Validator | undefined;
  /** The last valid set: an operation's responses mostly have the same headers, and comparing them costs less than validating them. */
  #known: ValidHeaders | undefined;

  /** @param validator of the values by lower-case name; undefined if the document declares no headers */
  constructor(status: number, specs: readonly HeaderSpec[], validator: Validator | undefined) {
    this.#status = status;
    this.#specs = new Map(specs.map((spec) => [spec.name.toLowerCase(), spec]));
    this.#validator = validator;
  }

  /**
   * @param type the Content-Type; undefined for a response without a body
   * @returns names and values in turn, shared by responses with the same headers
   * @throws InvalidResponseError naming the header
   */
  write(headers: HandlerResponse['headers'], type: string | undefined): readonly string[] {
    if (this.#known !== undefined && isSame(this.#known, headers, type)) return this.#known.flat;
    const names: string[] = [];
    const values: unknown[] = [];
    // Without a prototype, as a header may be called `__proto__`.
    const lower: Record<string, unknown> = Object.create(null);
    let primitive = true;
    for (const name in headers) {
      const value = headers[name];
      if (!isThere(value)) continue;
      const key = name.toLowerCase();
      if (key in lower) throw this.#violation(name, 'must not be set twice');
      names.push(name);
      values.push(value);
      lower[key] = value;
      primitive &&= typeof value !== 'object';
    }
    this.#validate(lower, names[0]);
    const flat = names.flatMap((name, index) => this.#serialize(name, values[index]).flatMap((text) => [name, text]));
    if (type !== undefined) flat.push('Content-Type', type);
    // An array or object may be changed between two responses.
    if (primitive) this.#known = { names, values, type, flat };
    return flat;
  }

  #serialize(name: string, value: unknown): string[] {
    if (CONNECTION_HEADERS.has(name.toLowerCase())) throw this.#violation(name, 'must not be set: the server manages the connection');
    if (!TOKEN.test(name)) throw this.#violation(name, 'has characters that are not allowed in the name of a header');
    try {
      return fieldTexts(name, value, this.#specs.get(name.toLowerCase()));
    } catch (error) {
      throw this.#violation(name, (error as Error).message);
    }
  }

  #validate(lower: Record<string, unknown>, first: string | undefined): void {
    const validate = this.#validator;
    if (validate === undefined ? first === undefined : validate(lower)) return;
    const error = validate?.errors?.[0];
    const name = error?.params['missingProperty'] ?? error?.params['additionalProperty'] ?? error?.instancePath.slice(1) ?? first;
    throw this.#violation(String(name), validate === undefined ? 'is not declared' : reasonOf(error));
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
