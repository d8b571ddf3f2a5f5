import { validateHeaderName, validateHeaderValue } from 'node:http';
import { Readable } from 'node:stream';
import type { Answer } from './answer.ts';
import type { UntypedReply } from './handlers.ts';
import { charsetOf, essenceOf, isJson } from './media-type.ts';
import type { OperationDetails, ResponseTable, ResponseValidators, ValidationError, Validator } from './tables.ts';

/** An answer of a handler that the document does not allow. It never leaves; its message is for the log. */
export class ContractViolation extends Error {
  readonly status: unknown;
  /** The place in the body as a JSON Pointer, or the header after `header `, or empty. */
  readonly pointer: string;

  constructor(status: unknown, pointer: string, reason: string) {
    super(reason);
    this.name = 'ContractViolation';
    this.status = status;
    this.pointer = pointer;
  }
}

/** What is known of a media type before an answer comes in it. */
interface TypePlan {
  readonly contentType: string;
  readonly json: boolean;
  readonly validate: Validator | undefined;
}

/** A set of header fields that was found valid, with what it becomes on the wire. */
interface ValidFields {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly type: string | undefined;
  readonly flat: readonly string[];
}

/** Checks and serializes an operation's answers of one status. */
export class ResponsePlan {
  readonly #status: number;
  readonly #table: ResponseTable;
  readonly #validators: ResponseValidators;
  readonly #defaultType: string | undefined;
  readonly #types = new Map<string, TypePlan>();
  /** The last one: the fields of an operation's answers are mostly the same, and comparing them costs less than validating them. */
  #known: ValidFields | undefined;

  constructor(status: number, table: ResponseTable, validators: ResponseValidators) {
    this.#status = status;
    this.#table = table;
    this.#validators = validators;
    this.#defaultType = table.content.length === 1 ? table.content[0] : table.content.find((type) => isJson(type));
  }

  /** @throws ContractViolation when the reply is not what the document says */
  answer(reply: UntypedReply): Answer {
    if (this.#table.content.length === 0) {
      if (reply.body !== undefined) throw this.#violation('', 'has a body, and the document declares none');
      if (reply.type !== undefined) throw this.#violation('', 'has a media type, and the document declares no body');
      return { status: this.#status, headers: this.#fields(reply.headers, undefined), body: undefined };
    }
    const plan = this.#typePlan(reply.type ?? this.#defaultType);
    const headers = this.#fields(reply.headers, plan.contentType);
    const body = plan.json ? this.#json(reply.body, plan.validate) : this.#raw(reply.body, plan.contentType);
    return { status: this.#status, headers, body };
  }

  #typePlan(type: string | undefined): TypePlan {
    const known = type === undefined ? undefined : this.#types.get(type);
    if (known !== undefined) return known;
    const declared = type === undefined ? undefined : this.#declared(type);
    if (type === undefined || declared === undefined) {
      throw this.#violation('', `has the media type ${type ?? '(none)'}, and the document declares ${this.#table.content.join(', ')}`);
    }
    const json = isJson(type);
    // What Node writes of a string is UTF-8.
    const contentType = type.startsWith('text/') && charsetOf(type) === undefined ? `${type}; charset=utf-8` : type;
    const plan = { contentType, json, validate: json ? this.#validators.content?.[declared] : undefined };
    // A declared range admits any number of types; those are looked up each time.
    if (declared === essenceOf(type) || this.#table.content.includes(type)) this.#types.set(type, plan);
    return plan;
  }

  #json(body: unknown, validate: Validator | undefined): string {
    if (validate !== undefined && !validate(body)) {
      const error = validate.errors?.[0];
      throw this.#violation(error?.instancePath ?? '', reasonOf(error));
    }
    const text = JSON.stringify(body) as string | undefined;
    if (text === undefined) throw this.#violation('', 'has no body, and the document declares one');
    return text;
  }

  #raw(body: unknown, type: string): string | Buffer | Readable {
    if (typeof body === 'string' || Buffer.isBuffer(body) || body instanceof Readable) return body;
    if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    throw this.#violation('', `has a body of ${type} that is neither a string, bytes nor a stream`);
  }

  #fields(given: UntypedReply['headers'], type: string | undefined): readonly string[] {
    if (this.#known !== undefined && isSame(this.#known, given, type)) return this.#known.flat;
    const names: string[] = [];
    const values: unknown[] = [];
    const flat: string[] = [];
    const lower: Record<string, unknown> = {};
    let primitive = true;
    for (const name in given) {
      const value = given[name];
      if (value === undefined) continue;
      names.push(name);
      values.push(value);
      lower[name.toLowerCase()] = value;
      flat.push(name, Array.isArray(value) ? value.join(', ') : String(value));
      primitive &&= typeof value !== 'object';
    }
    this.#validate(lower, names[0]);
    for (let index = 0; index < flat.length; index += 2) this.#checkField(flat[index] as string, flat[index + 1] as string);
    if (type !== undefined) flat.push('Content-Type', type);
    // A list could change between two answers without being another list.
    if (primitive) this.#known = { names, values, type, flat };
    return flat;
  }

  #validate(lower: Record<string, unknown>, first: string | undefined): void {
    const { headers: validate } = this.#validators;
    if (validate === undefined ? first === undefined : validate(lower)) return;
    const error = validate?.errors?.[0];
    const name = error?.params['missingProperty'] ?? error?.params['additionalProperty'] ?? error?.instancePath.slice(1) ?? first;
    throw this.#violation(`header ${name}`, validate === undefined ? 'is not declared' : reasonOf(error));
  }

  /** RFC 9110 section 5.5: a line break in a value would begin another field. */
  #checkField(name: string, value: string): void {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw this.#violation(`header ${name}`, 'has characters that a header field cannot have');
    }
  }

  /** A media type without parameters admits any; one with a charset admits that charset. */
  #declared(type: string): string | undefined {
    const { content } = this.#table;
    if (content.includes(type)) return type;
    const essence = essenceOf(type);
    return (
      content.find((candidate) => essenceOf(candidate) === essence && (charsetOf(candidate) ?? charsetOf(type)) === charsetOf(type)) ??
      content.find((candidate) => candidate === '*/*' || candidate === `${essence.split('/')[0]}/*`)
    );
  }

  #violation(pointer: string, reason: string): ContractViolation {
    return new ContractViolation(this.#status, pointer, reason);
  }
}

/** Whether the fields given are those known, name by name and value by value, in the same order. */
function isSame(known: ValidFields, given: UntypedReply['headers'], type: string | undefined): boolean {
  if (known.type !== type) return false;
  let index = 0;
  for (const name in given) {
    if (known.names[index] !== name || known.values[index] !== given[name]) return false;
    index++;
  }
  return index === known.names.length;
}

function reasonOf(error: ValidationError | undefined): string {
  const extra = error?.params['additionalProperty'] ?? error?.params['unevaluatedProperty'];
  return `${error?.message ?? 'is not valid'}${extra === undefined ? '' : `: ${String(extra)}`}`;
}

/** The response plans of one operation, by status, made as statuses occur. */
export class ResponsePlans {
  readonly #details: OperationDetails;
  readonly #plans = new Map<number, ResponsePlan>();

  constructor(details: OperationDetails) {
    this.#details = details;
  }

  /** @throws ContractViolation when the document declares nothing for the status */
  for(status: number): ResponsePlan {
    const known = this.#plans.get(status);
    if (known !== undefined) return known;
    const { responses, validators } = this.#details;
    const key = responseKey(responses, status);
    const table = key === undefined ? undefined : responses[key];
    if (key === undefined || table === undefined)
      throw new ContractViolation(status, '', `has an undeclared status; declared are ${Object.keys(responses).join(', ')}`);
    const plan = new ResponsePlan(status, table, validators.responses[key] ?? {});
    this.#plans.set(status, plan);
    return plan;
  }
}

/**
 * The key under which the document declares a status: itself, its range, or `default`.
 * Where a success is declared, `default` stands for errors only, as authors mean it.
 *
 * @see OpenAPI 3.0.3 section 4.7.16
 */
export function responseKey(responses: OperationDetails['responses'], status: number): string | undefined {
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const keys = Object.keys(responses);
  const range = `${Math.floor(status / 100)}XX`;
  const exact = keys.find((key) => key === String(status)) ?? keys.find((key) => key.toUpperCase() === range);
  if (exact !== undefined) return exact;
  return keys.includes('default') && (status >= 400 || !keys.some((key) => key.startsWith('2'))) ? 'default' : undefined;
}
