import { Readable } from 'node:stream';
import type { Answer } from './answer.ts';
import type { UntypedReply } from './handlers.ts';
import { charsetOf, essenceOf, isJson } from './media-type.ts';
import type { OperationTable, OperationValidators, ResponseTable, ResponseValidators, ValidationError } from './tables.ts';

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

/** Checks and serializes an operation's answers of one status. */
export class ResponsePlan {
  readonly #status: number;
  readonly #table: ResponseTable;
  readonly #validators: ResponseValidators;
  readonly #defaultType: string | undefined;
  /** Declared fields whose only value is known, for answers that the layer makes. */
  readonly constants: Readonly<Record<string, string>>;

  constructor(status: number, table: ResponseTable, validators: ResponseValidators) {
    this.#status = status;
    this.#table = table;
    this.#validators = validators;
    this.#defaultType = table.content.length === 1 ? table.content[0] : table.content.find((type) => isJson(type));
    this.constants = Object.fromEntries(table.headers.flatMap((header) => (header.constant === undefined ? [] : [[header.name, header.constant]])));
  }

  /** @throws ContractViolation when the reply is not what the document says */
  answer(reply: UntypedReply): Answer {
    const headers = this.#headers(reply);
    if (this.#table.content.length === 0) {
      if (reply.body !== undefined) throw this.#violation('', 'has a body, and the document declares none');
      if (reply.type !== undefined) throw this.#violation('', 'has a media type, and the document declares no body');
      return { status: this.#status, headers, body: undefined };
    }
    const type = reply.type ?? this.#defaultType;
    const declared = type === undefined ? undefined : this.#declared(type);
    if (type === undefined || declared === undefined)
      throw this.#violation('', `has the media type ${type ?? '(none)'}, and the document declares ${this.#table.content.join(', ')}`);
    const body = isJson(type) ? this.#json(reply.body, declared) : this.#raw(reply.body, type);
    const text = typeof body === 'string' && type.startsWith('text/') && charsetOf(type) === undefined;
    headers.push('Content-Type', text ? `${type}; charset=utf-8` : type);
    return { status: this.#status, headers, body };
  }

  #json(body: unknown, declared: string): string {
    const validate = this.#validators.content?.[declared];
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

  #headers(reply: UntypedReply): string[] {
    const given = reply.headers;
    const flat: string[] = [];
    const { headers: validate } = this.#validators;
    if (given === undefined && validate === undefined) return flat;
    const lower: Record<string, unknown> = {};
    for (const name in given) {
      const value = given[name];
      if (value === undefined) continue;
      lower[name.toLowerCase()] = value;
      flat.push(name, Array.isArray(value) ? value.join(', ') : String(value));
    }
    if (validate === undefined ? flat.length > 0 : !validate(lower)) {
      const error = validate?.errors?.[0];
      const name = error?.params['missingProperty'] ?? error?.params['additionalProperty'] ?? error?.instancePath.slice(1) ?? flat[0];
      throw this.#violation(`header ${name}`, validate === undefined ? 'is not declared' : reasonOf(error));
    }
    return flat;
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

function reasonOf(error: ValidationError | undefined): string {
  const extra = error?.params['additionalProperty'] ?? error?.params['unevaluatedProperty'];
  return `${error?.message ?? 'is not valid'}${extra === undefined ? '' : `: ${String(extra)}`}`;
}

/** The response plans of one operation, by status, made as statuses occur. */
export class ResponsePlans {
  readonly #operation: OperationTable;
  readonly #validators: OperationValidators;
  readonly #plans = new Map<number, ResponsePlan>();

  constructor(operation: OperationTable, validators: OperationValidators) {
    this.#operation = operation;
    this.#validators = validators;
  }

  /** @throws ContractViolation when the document declares nothing for the status */
  for(status: number): ResponsePlan {
    const known = this.#plans.get(status);
    if (known !== undefined) return known;
    const key = responseKey(this.#operation, status);
    const table = key === undefined ? undefined : this.#operation.responses[key];
    if (key === undefined || table === undefined)
      throw new ContractViolation(status, '', `has an undeclared status; declared are ${Object.keys(this.#operation.responses).join(', ')}`);
    const plan = new ResponsePlan(status, table, this.#validators.responses[key] ?? {});
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
export function responseKey(operation: OperationTable, status: number): string | undefined {
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const keys = Object.keys(operation.responses);
  const range = `${Math.floor(status / 100)}XX`;
  const exact = keys.find((key) => key === String(status)) ?? keys.find((key) => key.toUpperCase() === range);
  if (exact !== undefined) return exact;
  return keys.includes('default') && (status >= 400 || !keys.some((key) => key.startsWith('2'))) ? 'default' : undefined;
}
