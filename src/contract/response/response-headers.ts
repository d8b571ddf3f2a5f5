import type { HandlerResponse } from '../handler.ts';
import { TOKEN } from '../http/headers.ts';
import type { HeaderSpec, Validator } from '../operation-spec.ts';
import { fieldTexts, isThere } from './header-text.ts';
import { InvalidResponseError, reasonOf } from './invalid-response.ts';

/** The headers that frame a message or are about its connection (RFC 9110 section 7.6.1, RFC 9112 sections 6.1 and 9.6). */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** A set of header fields that was found valid, with what it becomes on the wire. */
interface ValidFields {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly type: string | undefined;
  readonly flat: readonly string[];
}

/** Checks and writes the header fields of an operation's answers of one status. */
export class ResponseHeaders {
  readonly #status: number;
  readonly #tables: ReadonlyMap<string, HeaderSpec>;
  readonly #validator: Validator | undefined;
  /** The last one: the fields of an operation's answers are mostly the same, and comparing them costs less than validating them. */
  #known: ValidFields | undefined;

  /** @param validator over the values by lower-case name; undefined where the document declares no field */
  constructor(status: number, tables: readonly HeaderSpec[], validator: Validator | undefined) {
    this.#status = status;
    this.#tables = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
    this.#validator = validator;
  }

  /**
   * @param type the Content-Type; undefined for an answer without a body
   * @returns names and values in turn, shared by answers whose fields are the same
   * @throws InvalidResponseError naming the header
   */
  write(given: HandlerResponse['headers'], type: string | undefined): readonly string[] {
    if (this.#known !== undefined && isSame(this.#known, given, type)) return this.#known.flat;
    const names: string[] = [];
    const values: unknown[] = [];
    // Without a prototype, as a field may be called `__proto__`.
    const lower: Record<string, unknown> = Object.create(null);
    let primitive = true;
    for (const name in given) {
      const value = given[name];
      if (!isThere(value)) continue;
      const key = name.toLowerCase();
      if (key in lower) throw this.#violation(name, 'is given twice');
      names.push(name);
      values.push(value);
      lower[key] = value;
      primitive &&= typeof value !== 'object';
    }
    this.#validate(lower, names[0]);
    const flat = names.flatMap((name, index) => this.#texts(name, values[index]).flatMap((text) => [name, text]));
    if (type !== undefined) flat.push('Content-Type', type);
    // A list could change between two answers without being another list.
    if (primitive) this.#known = { names, values, type, flat };
    return flat;
  }

  #texts(name: string, value: unknown): string[] {
    if (CONNECTION_HEADERS.has(name.toLowerCase())) throw this.#violation(name, 'belongs to the connection, which the server handles');
    if (!TOKEN.test(name)) throw this.#violation(name, 'has characters that the name of a header field cannot have');
    try {
      return fieldTexts(name, value, this.#tables.get(name.toLowerCase()));
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

/** Whether the fields given are those known, name by name and value by value, in the same order. */
function isSame(known: ValidFields, given: HandlerResponse['headers'], type: string | undefined): boolean {
  if (known.type !== type) return false;
  let index = 0;
  for (const name in given) {
    if (known.names[index] !== name || known.values[index] !== given[name]) return false;
    index++;
  }
  return index === known.names.length;
}
