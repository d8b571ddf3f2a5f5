import type { HeaderSpec, ValidationError } from '../operation-spec.ts';

/**
 * Validates the headers that have one value, which validators don't have.
 *
 * @param values by lower-case name
 * @returns the first error, in the form of a validator's
 */
export function constantError(specs: Iterable<HeaderSpec>, values: Readonly<Record<string, unknown>>): ValidationError | undefined {
  for (const { name, constant } of specs) {
    const key = name.toLowerCase();
    if (constant === undefined || values[key] === constant) continue;
    if (values[key] === undefined)
      return { instancePath: '', keyword: 'required', params: { missingProperty: key }, message: `must have required property '${key}'` };
    return {
      instancePath: `/${key}`,
      keyword: 'enum',
      params: { allowedValues: [constant] },
      message: 'must be equal to one of the allowed values',
    };
  }
  return undefined;
}
