import { listedValues } from './listed-values.ts';
import type { Header } from './operation.ts';
import { allowedTypes } from './types.ts';

/** The only value of a required header, a string: the run time compares it without a validator. Undefined for any other header. */
export function constantOf({ required, mediaType, schema, name }: Header): string | undefined {
  const values = required && mediaType === undefined && schema !== undefined && !NOT_COMPARED.has(name.toLowerCase()) ? listedValues(schema) : undefined;
  const [value, ...others] = values ?? [];
  return schema !== undefined && typeof value === 'string' && others.length === 0 && allowedTypes(schema).join() === 'string' ? value : undefined;
}

/** Headers that may have several values, or none at this time. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['set-cookie', 'content-length']);
