/** What bounds the bodies of requests. */
export interface BodyLimits {
  /** The largest body in bytes, after its content coding is undone, of operations that do not have a limit of their own (`x-body-limit-bytes`). */
  readonly bodyLimitBytes: number;
  /** The most files of a multipart form; beyond, 413. By default 1000. */
  readonly formFileLimit: number;
}

/** The same as options: what has a default may be left out. */
export type BodyLimitOptions = Pick<BodyLimits, 'bodyLimitBytes'> & Partial<BodyLimits>;

export function bodyLimitsOf({ bodyLimitBytes, formFileLimit = 1000 }: BodyLimitOptions): BodyLimits {
  return { bodyLimitBytes, formFileLimit };
}
