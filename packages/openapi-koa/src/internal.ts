/** Parts of the run time that tools use to send requests, and to predict a service's responses. Internal: it may change in any version. */
export { encodeOperation } from './in-process/operation-request.ts';
export { encodePairs } from './in-process/parameter-encoding.ts';
export { type InProcessRequest, sendInProcess } from './in-process/send-in-process.ts';
export type { Violation } from './problems/problem.ts';
export { distinct, violationOf } from './problems/violations.ts';
export { DEFAULT_BODY_LIMITS } from './request/body-limits.ts';
export { readParameters } from './request/parameters.ts';
export { responseKey } from './response/operation-responses.ts';
export { BODILESS } from './response/response-validator.ts';
export { challengesOf, securityAlternatives } from './security/authenticate.ts';
