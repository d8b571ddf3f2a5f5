/**
 * Whether serializing a value and parsing the text gives the same value: it has no `toJSON`, no class instances, and nothing that JSON
 * omits or converts (ECMAScript 2024 section 25.5.2).
 *
 * @param value without cycles, such as one that was serialized as JSON
 */
export function isPlainJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  const prototype = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype) return false;
    // A hole is serialized as null, and `every` would skip it.
    for (let index = 0; index < value.length; index++) if (!isPlainJson(value[index])) return false;
    return true;
  }
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const name in value) if (!isPlainJson((value as Record<string, unknown>)[name])) return false;
  return true;
}
