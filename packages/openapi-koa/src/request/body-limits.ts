import type { IncomingMessage } from 'node:http';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';

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

/** Bodies of 1 MiB; 128 MiB for all of them; 1,000 files of a form; 256 levels of JSON. */
export const DEFAULT_BODY_LIMITS = { bodyLimitBytes: 1024 * 1024, formFileLimit: 1000, jsonDepthLimit: 256, bodyMemoryBytes: 128 * 1024 * 1024 } as const;

export function bodyLimitsOf(options: BodyLimitOptions): BodyLimits {
  const { formFileLimit, jsonDepthLimit, bodyMemoryBytes } = DEFAULT_BODY_LIMITS;
  return {
    bodyLimitBytes: options.bodyLimitBytes,
    formFileLimit: options.formFileLimit ?? formFileLimit,
    jsonDepthLimit: options.jsonDepthLimit ?? jsonDepthLimit,
    bodyMemoryBytes: options.bodyMemoryBytes ?? bodyMemoryBytes,
  };
}

/** @throws Problem `content-too-large` (413) if the Content-Length exceeds the limit */
export function checkLength(req: IncomingMessage, limitBytes: number): void {
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

export function tooLarge(limitBytes: number): Problem {
  return new Problem(contractProblems['content-too-large'], {
    detail: `The body is larger than ${limitBytes} bytes.`,
    closes: true,
  });
}
