/** Parts of the run time that tools use to predict a service's responses. Internal: it may change in any version. */
export type { Violation } from './problems/problem.ts';
export { distinct, type ValueViolation, violationOf } from './problems/violations.ts';
export { DEFAULT_BODY_LIMITS } from './request/body-limits.ts';
export { isInexact, validateCoerced } from './request/coercion.ts';
export { readParameters } from './request/parameters.ts';
export { plainPairs } from './request/query.ts';
export { type Form, fieldOf, memberPointer, readForm, readMembers } from './request/urlencoded.ts';
export { BODILESS, responseKey } from './response/response-validator.ts';
export { challengesOf, securityAlternatives } from './security/authenticate.ts';
