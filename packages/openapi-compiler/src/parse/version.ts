import type { JsonObject } from '../json.ts';

/** Whether a document is of OpenAPI 3.0. */
export const isOpenApi30 = (root: JsonObject) => String(root['openapi']).startsWith('3.0.');

/** The fields of which a document must have one: 3.0.3 section 4.7.1, 3.1.0 section 4.8.1. */
export const requiredContent = (root: JsonObject): readonly string[] => (isOpenApi30(root) ? ['paths'] : ['paths', 'components', 'webhooks']);
