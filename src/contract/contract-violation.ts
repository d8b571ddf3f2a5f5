import { InternalError } from './internal-error.ts';
import type { ValidationError } from './tables.ts';

/** A handler's response that the document does not allow. It never leaves; the reason is for the log. */
export class InvalidResponseError extends InternalError {
  /** The status that the handler returned. */
  readonly responseStatus: unknown;
  /** The place in the body as a JSON Pointer, or the header after `header `, or empty. */
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

/** What a validator of answers found, with the name of a property that must not be there. */
export function reasonOf(error: ValidationError | undefined): string {
  const extra = error?.params['additionalProperty'] ?? error?.params['unevaluatedProperty'];
  return `${error?.message ?? 'is not valid'}${extra === undefined ? '' : `: ${String(extra)}`}`;
}
