import { parseDuration } from '../lib/duration.ts';

/** Longer than any client waits. */
export const MAX_DELAY_MS = 600_000;

/** The preferences of a request (RFC 7240), by the names that Prism uses. */
export interface Preferences {
  /** The status of the response. */
  readonly code?: number;
  /** The name of one of the examples of that status. */
  readonly example?: string;
  /** Whether to generate the body from the schema. */
  readonly dynamic?: boolean;
  /** How long the response takes. */
  readonly delayMs?: number;
}

/** A preference that the mock cannot satisfy; the message says what is allowed. */
export class UnmetPreference extends Error {
  override readonly name = 'UnmetPreference';
}

/** One preference, whose value is a token or a quoted string; its parameters are ignored (RFC 7240 section 2). */
const PREFERENCE = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?(?:[^,"]|"(?:[^"\\]|\\.)*")*(?:,|$)/g;

/**
 * Parses a Prefer header. Of a repeated preference the first counts, and unknown preferences are ignored (RFC 7240 section 2).
 *
 * @param header the values of all headers of that name, joined by commas; undefined when absent
 * @throws UnmetPreference for a value that the preference doesn't have
 */
export function parsePreferences(header: string | undefined): Preferences {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, token = ''] of (header ?? '').matchAll(PREFERENCE)) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, quoted?.replace(/\\(.)/g, '$1') ?? token);
  }
  const code = found.get('code');
  if (code !== undefined && !/^[2-5]\d\d$/.test(code)) throw unmet('code', code, 'a status from 200 to 599');
  const dynamic = found.get('dynamic');
  if (dynamic !== undefined && dynamic !== 'true' && dynamic !== 'false') throw unmet('dynamic', dynamic, 'true or false');
  const delay = found.get('delay');
  const delayMs = delay === undefined ? undefined : parseDuration(delay);
  if (delay !== undefined && (delayMs === undefined || delayMs > MAX_DELAY_MS)) throw unmet('delay', delay, 'a time up to 10m, such as 500ms or 2s');
  const example = found.get('example');
  return {
    ...(code !== undefined && { code: Number(code) }),
    ...(example !== undefined && { example }),
    ...(dynamic !== undefined && { dynamic: dynamic === 'true' }),
    ...(delayMs !== undefined && { delayMs }),
  };
}

/** @param allowed in words, or a list of values */
export function unmet(preference: string, value: string | number, allowed: string): UnmetPreference {
  return new UnmetPreference(`The Prefer header has ${preference} ${JSON.stringify(value)}; expected ${allowed}.`);
}
