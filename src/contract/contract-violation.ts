import type { ValidationError } from './tables.ts';

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

/** What a validator of answers found, with the name of a property that must not be there. */
export function reasonOf(error: ValidationError | undefined): string {
  const extra = error?.params['additionalProperty'] ?? error?.params['unevaluatedProperty'];
  return `${error?.message ?? 'is not valid'}${extra === undefined ? '' : `: ${String(extra)}`}`;
}
