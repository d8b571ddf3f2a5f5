/** Something that is wrong with a feature request, where, and what is allowed there. */
export interface Fault {
  /** A JSON Pointer into the request (RFC 6901); empty for the request as a whole. */
  readonly pointer: string;
  readonly message: string;
  readonly allowed?: string;
}

/** A request that cannot be built. Nothing was written; the request has to change. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(faultLine).join('\n'));
    this.faults = faults;
  }
}

/** A build that failed for another reason than its request. The tree is as it was. */
export class FailedBuild extends Error {
  override readonly name = 'FailedBuild';
}

function faultLine({ pointer, message, allowed }: Fault): string {
  return `${pointer === '' ? 'the request' : pointer}: ${message}${allowed === undefined ? '.' : `; allowed: ${allowed}.`}`;
}
