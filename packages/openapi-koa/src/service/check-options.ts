const LOG_METHODS = ['child', 'debug', 'info', 'warn', 'error'] as const;

/**
 * Checks the limits of `createServer`, as a wrong one would only show when a client reaches it.
 *
 * @param limits  by name; undefined counts as not given
 * @param allowed the names of all limits
 * @throws TypeError naming the limit, its value and what is allowed
 */
export function checkLimits(limits: Readonly<Record<string, unknown>>, allowed: readonly string[]): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!allowed.includes(name)) throw new TypeError(`limits.${name} is unknown; allowed are ${[...allowed].sort().join(', ')}.`);
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= 0))
      throw new TypeError(`limits.${name} must be a whole number from 0; got ${JSON.stringify(value) ?? String(value)}.`);
  }
}

/** @throws TypeError if a method of the logger is missing */
export function checkLog(log: unknown): void {
  const missing = LOG_METHODS.filter((name) => typeof (log as Record<string, unknown> | undefined)?.[name] !== 'function');
  if (missing.length > 0) throw new TypeError(`log must be a logger such as Pino's; missing methods: ${missing.join(', ')}.`);
}
