/** A mock server and contract checks for any OpenAPI document and service. */
export { breaking } from './breaking/breaking.ts';
export { conformance } from './conformance/conformance.ts';
export type { Check, CheckOptions, CheckOutcome } from './contract/check.ts';
export { drift } from './drift.ts';
export { examples } from './examples/examples.ts';
export { lint } from './lint/lint.ts';
export { createMockApi, type MockApiOptions } from './mock/mock-api.ts';
