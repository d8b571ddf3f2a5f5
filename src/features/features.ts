// Written by `npm run feature -- --lists` from the folders in src/features/: do not edit.

import type { FeatureDependencies } from './dependencies.ts';
import { smokeTest } from './smoke-test/index.ts';

/** Every feature of the service. The compiler reports operations that have no handler. */
export const createFeatures = (dependencies: FeatureDependencies) => [smokeTest(dependencies)] as const;
