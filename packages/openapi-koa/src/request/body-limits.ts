/** Limits on what is read from requests. */
export interface BodyLimits {
  /** The largest body in bytes, after decoding its content coding; an operation can set its own limit (`x-body-limit-bytes`). */
  readonly bodyLimitBytes: number;
  /** The most files in a multipart form; more get a 413. Default: 1000. */
  readonly formFileLimit: number;
  /** The most nested levels of arrays and objects in JSON from a client that no schema describes; more get a 400. Default: 256. */
  readonly jsonDepthLimit: number;
  /** The most bytes of bodies in memory, for all requests together, until their responses are closed; more get a 503. Default: 128 MiB; 0 means no limit. */
  readonly bodyMemoryBytes: number;
}

/** The same limits as options: those with a default are optional. */
export type BodyLimitOptions = Pick<BodyLimits, 'bodyLimitBytes'> & Partial<BodyLimits>;

export const DEFAULT_BODY_LIMITS = { formFileLimit: 1000, jsonDepthLimit: 256, bodyMemoryBytes: 128 * 1024 * 1024 } as const;

export function bodyLimitsOf(options: BodyLimitOptions): BodyLimits {
  const { formFileLimit, jsonDepthLimit, bodyMemoryBytes } = DEFAULT_BODY_LIMITS;
  return {
    bodyLimitBytes: options.bodyLimitBytes,
    formFileLimit: options.formFileLimit ?? formFileLimit,
    jsonDepthLimit: options.jsonDepthLimit ?? jsonDepthLimit,
    bodyMemoryBytes: options.bodyMemoryBytes ?? bodyMemoryBytes,
  };
}
