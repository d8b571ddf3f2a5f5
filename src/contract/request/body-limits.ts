/** What bounds what is read of requests. */
export interface BodyLimits {
  /** The largest body in bytes, after its content coding is undone, of operations that do not have a limit of their own (`x-body-limit-bytes`). */
  readonly bodyLimitBytes: number;
  /** The most files of a multipart form; beyond, 413. By default 1000. */
  readonly formFileLimit: number;
  /** The most levels of arrays and objects in each other, in JSON from a client, that no schema describes; beyond, 400. By default 256. */
  readonly jsonDepthLimit: number;
  /** How many bytes of bodies are held in memory, of all requests together, until their responses are closed; beyond, 503. By default 128 MiB; 0 for no limit. */
  readonly bodyMemoryBytes: number;
}

/** The same as options: what has a default may be left out. */
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
