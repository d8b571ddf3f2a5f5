/** What a client asks of its answer (RFC 7240), by the names that Prism gives them. */
export interface Preferences {
  /** The status. */
  readonly code?: number;
  /** The name of one of the examples that the status has. */
  readonly example?: string;
  /** Whether the body is made up from the schema. */
  readonly dynamic?: boolean;
}

/** A preference that cannot be met; the message says what is allowed. */
export class UnmetPreference extends Error {
  override readonly name = 'UnmetPreference';
}

/** One preference, with a value that is a token or a quoted string; its parameters are passed over (RFC 7240 section 2). */
const PREFERENCE = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?(?:[^,"]|"(?:[^"\\]|\\.)*")*(?:,|$)/g;

/**
 * Reads a Prefer field. What is asked for twice is taken as it was asked for first, and unknown preferences are ignored (RFC 7240 section 2).
 *
 * @param field the values of all fields of that name, joined by commas; undefined when absent
 * @throws UnmetPreference for a value that the preference does not have
 */
export function readPreferences(field: string | undefined): Preferences {
  const asked = new Map<string, string>();
  for (const [, name = '', quoted, token = ''] of (field ?? '').matchAll(PREFERENCE)) {
    const key = name.toLowerCase();
    if (!asked.has(key)) asked.set(key, quoted?.replace(/\\(.)/g, '$1') ?? token);
  }
  const code = asked.get('code');
  if (code !== undefined && !/^[2-5]\d\d$/.test(code)) throw unmet('code', code, 'a status from 200 to 599');
  const dynamic = asked.get('dynamic');
  if (dynamic !== undefined && dynamic !== 'true' && dynamic !== 'false') throw unmet('dynamic', dynamic, 'true and false');
  const example = asked.get('example');
  return {
    ...(code !== undefined && { code: Number(code) }),
    ...(example !== undefined && { example }),
    ...(dynamic !== undefined && { dynamic: dynamic === 'true' }),
  };
}

/** @param allowed in words, or a list of values */
export function unmet(preference: string, value: string | number, allowed: string): UnmetPreference {
  return new UnmetPreference(`The Prefer field asks for ${preference} ${JSON.stringify(value)}; allowed is ${allowed}.`);
}
