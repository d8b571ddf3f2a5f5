/**
 * Whether a value is JSON as it stands, so that the text made of it says what the value says: no `toJSON`, no members of a class, nothing
 * that JSON leaves out or makes another value of (ECMAScript 2024 section 25.5.2).
 *
 * @param value of finite depth, as whatever could be written as JSON is
 */
export function isPlainJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  const prototype = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype) return false;
    // A hole is written as null, and `every` would pass it over.
    for (let index = 0; index < value.length; index++) if (!isPlainJson(value[index])) return false;
    return true;
  }
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const name in value) if (!isPlainJson((value as Record<string, unknown>)[name])) return false;
  return true;
}
