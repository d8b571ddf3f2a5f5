import type { OperationDetails } from '../operation-spec.ts';
import { InvalidResponseError } from './invalid-response.ts';
import { ResponseValidator } from './response-validator.ts';

/** The response validators of one operation, by status, created when a status first occurs. */
export class OperationResponses {
  readonly #details: OperationDetails;
  readonly #byStatus = new Map<number, ResponseValidator>();

  constructor(details: OperationDetails) {
    this.#details = details;
  }

  declares(status: number): boolean {
    return responseKey(this.#details.responses, status) !== undefined;
  }

  /** @throws InvalidResponseError if the document doesn't declare the status */
  for(status: number): ResponseValidator {
    const known = this.#byStatus.get(status);
    if (known !== undefined) return known;
    const { responses, validators } = this.#details;
    if (status >= 100 && status < 200) throw new InvalidResponseError(status, '', 'must not have an interim status');
    const key = responseKey(responses, status);
    const spec = key === undefined ? undefined : responses[key];
    if (key === undefined || spec === undefined)
      throw new InvalidResponseError(status, '', `has an undeclared status; declared: ${Object.keys(responses).join(', ')}`);
    const validator = new ResponseValidator(status, spec, validators.responses[key] ?? {});
    this.#byStatus.set(status, validator);
    return validator;
  }
}

/**
 * The key under which the document declares a status: the status itself, its range, or `default`. Where a success is declared, `default`
 * covers only errors, as authors intend.
 *
 * @see OpenAPI 3.0.3 section 4.7.16
 */
export function responseKey(responses: Readonly<Record<string, unknown>>, status: number): string | undefined {
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const keys = Object.keys(responses);
  const range = `${Math.floor(status / 100)}XX`;
  const exact = keys.find((key) => key === String(status)) ?? keys.find((key) => key.toUpperCase() === range);
  if (exact !== undefined) return exact;
  return keys.includes('default') && (status >= 400 || !keys.some((key) => key.startsWith('2'))) ? 'default' : undefined;
}

/** The required headers of a status whose schema allows one value. */
export function headerConstants({ responses }: OperationDetails, status: number): Readonly<Record<string, string>> {
  const key = responseKey(responses, status);
  const headers = (key !== undefined && responses[key]?.headers) || [];
  return Object.fromEntries(headers.flatMap(({ name, constant }) => (constant === undefined ? [] : [[name, constant]])));
}
