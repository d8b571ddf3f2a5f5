/** What a router makes of a request. */
export interface Outcome {
  /** `GET /pets/{petId}` for an operation, else the status that it leads to. */
  readonly want: string;
  /** By name; percent-encoded as in the request. */
  readonly params?: Readonly<Record<string, string>>;
}

/** A row of the routing conformance table. */
export interface RoutingRow extends Outcome {
  readonly name: string;
  /** Methods and paths, in document order. */
  readonly operations: readonly string[];
  /** The path parameters with `x-multi-segment`. */
  readonly multiSegment?: readonly string[];
  /** `prefix` of ours, `apiRoot` of openapi-backend. */
  readonly prefix?: string;
  /** Method and request target. */
  readonly request: string;
  /** What openapi-backend's own router makes of it where that is something else, and why ours does not. Its values are decoded. */
  readonly stock?: Outcome & { readonly why: string };
}
