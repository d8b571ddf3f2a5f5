import { inPlace } from './applicators.ts';
import type { Schema } from './schema.ts';

/** Whether a schema says more of an instance than that it is a string, or bytes. */
export function saysMore(schema: Schema): boolean {
  return inPlace(schema, 'certain').some((part) => {
    const { type, format, contentEncoding, contentMediaType, ...assertions } = part.assertions;
    return (
      part.boolean === false ||
      (type !== undefined && !(type.length === 1 && type[0] === 'string')) ||
      (format !== undefined && format !== 'binary') ||
      Object.keys(assertions).length > 0 ||
      part.applicators.some(({ keyword }) => keyword !== '$ref' && keyword !== 'allOf') ||
      INSIDE.some((keyword) => part[keyword] !== undefined)
    );
  });
}

const INSIDE = [
  ...(['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'propertyNames'] as const),
  ...(['prefixItems', 'items', 'unevaluatedItems', 'contains'] as const),
];
