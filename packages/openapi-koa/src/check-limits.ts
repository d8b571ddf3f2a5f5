/** The least value of the limits for which 0 neither means "no limit" nor makes sense. */
const LEAST: Readonly<Record<string, number>> = {
  bodyLimitBytes: 1,
  connections: 1,
  headerBytes: 1,
  jsonDepthLimit: 1,
  pipelinedRequests: 1,
  // Room for one violation.
  problemBytes: 8192,
};

/**
 * Checks limits at start, as a wrong one would only show when a client reaches it.
 *
 * @param limits by name; an undefined one counts as not given
 * @param prefix of the names in messages, such as `limits.`
 * @throws TypeError naming the limit, its value and what is allowed
 */
export function checkLimits(limits: object, prefix = ''): void {
  for (const [name, value] of Object.entries(limits) as [string, unknown][]) {
    const least = LEAST[name] ?? 0;
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= least))
      throw new TypeError(`${prefix}${name} must be a whole number from ${least}; got ${typeof value === 'string' ? JSON.stringify(value) : String(value)}.`);
  }
}
