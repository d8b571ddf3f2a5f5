import type { SecurityScheme } from '../../generated/types.ts';
import type { SecurityHandlers } from '../contract/index.ts';

/** Who decides whose credentials are accepted, for each security scheme of the document. A new one adds its line here; the compiler says which one is missing. */
export const createSecurityHandlers = (): SecurityHandlers<SecurityScheme> => ({});
