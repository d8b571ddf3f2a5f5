import type { ValidationError } from '../operation-spec.ts';
import { InternalError } from '../problems/internal-error.ts';

/** A handler's response that breaks the contract. It is never sent; the reason is for the log. */
export class InvalidResponseError extends InternalError {
  /** The status that the handler returned. */
  readonly responseStatus: unknown;
  /** Where: a JSON Pointer into the body, `header NAME`, or empty for the response itself. */
  readonly pointer: string;
  readonly reason: string;

  constructor(responseStatus: unknown, pointer: string, reason: string) {
    super();
    this.name = 'InvalidResponseError';
    this.responseStatus = responseStatus;
    this.pointer = pointer;
    this.reason = reason;
  }
}

/** Keywords whose messages don't explain the error without the schema at hand. */
const REASONS: Readonly<Record<string, string>> = {
  'false schema': 'is not allowed: its schema is false',
  not: 'is not allowed: it is valid against the schema under not',
};

/** The message of a validation error, with the name of the property if the pointer doesn't contain it. */
export function reasonOf(error: ValidationError | undefined): string {
  if (error === undefined) return 'is not valid';
  const { keyword, message, params, propertyName } = error;
  const extra = params['additionalProperty'] ?? params['unevaluatedProperty'];
  const reason = REASONS[keyword] ?? message ?? `is not valid against ${keyword}`;
  if (propertyName !== undefined) return `property name ${JSON.stringify(propertyName)} ${reason}`;
  return extra === undefined ? reason : `${reason}: ${String(extra)}`;
}
