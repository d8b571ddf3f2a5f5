import type { SecurityHandlers } from '@petsage/openapi-koa';
import type { SecurityScheme } from '../../generated/types.ts';

/** The handler of each security scheme of the document. Add a line for a new scheme; the compiler reports a missing one. */
export const createSecurityHandlers = (): SecurityHandlers<SecurityScheme> => ({});
