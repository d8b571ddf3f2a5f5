/**
 * A copy of a value as JSON has it, in which BigInts stay: without `toJSON`, instances of classes, and what JSON omits.
 *
 * @param name its name in the object or array that has it, for `toJSON`
 * @throws RangeError for a value that is nested too deeply, or in itself
 * @see ECMAScript 2024 section 25.5.2.2, SerializeJSONProperty
 */
export function plainCopy(given: unknown, name = ''): unknown {
  const value = typeof given === 'object' && given !== null && 'toJSON' in given && typeof given.toJSON === 'function' ? given.toJSON(name) : given;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Number || value instanceof String || value instanceof Boolean) return plainCopy(value.valueOf());
  if (Array.isArray(value)) return Array.from(value, (item, index) => plainCopy(item, String(index)) ?? null);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const member = plainCopy((value as Record<string, unknown>)[key], key);
    if (member !== undefined) define(copy, key, member);
  }
  return copy;
}

/** `__proto__` is a name like any other in JSON. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}
