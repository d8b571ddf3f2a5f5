/** Parts of the run time that tools use to predict a service's responses. Internal: it may change in any version. */
export type { Violation } from './problems/problem.ts';
export { distinct, violationOf } from './problems/violations.ts';
export { DEFAULT_BODY_LIMITS } from './request/body-limits.ts';
export { readParameters } from './request/parameters.ts';
export { responseKey } from './response/operation-responses.ts';
export { BODILESS } from './response/response-validator.ts';
export { challengesOf, securityAlternatives } from './security/authenticate.ts';
