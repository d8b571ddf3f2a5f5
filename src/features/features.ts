import type { FeatureDependencies } from './feature.ts';
import { smokeTest } from './smoke-test/index.ts';

/** Every feature of the service. A new one adds its line here; the compiler then says which operations still lack a handler. */
export const createFeatures = (dependencies: FeatureDependencies) => [smokeTest(dependencies)] as const;
