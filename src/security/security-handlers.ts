// Written by `npm run feature -- --lists` from the files in src/security/: do not edit.

import type { SecurityHandlers } from '@petsage/openapi-koa';
import type { SecurityScheme } from '../../generated/types.ts';
import type { FeatureDependencies } from '../features/dependencies.ts';

/** The handler of each security scheme of the document. The compiler reports a missing one. */
export const createSecurityHandlers = (_dependencies: FeatureDependencies): SecurityHandlers<SecurityScheme> => ({});
