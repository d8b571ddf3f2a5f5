/** The contract layer: any OpenAPI document in, validated Koa middleware out. */
export { ContractError } from './check-handlers.ts';
export { type ContractOptions, createContract } from './contract.ts';
export type { Handler, HandlerContext, Handlers, OperationType, RequestOf, ResponseOf } from './handler.ts';
export type { Logger } from './logger.ts';
export type { Gate } from './operation.ts';
export type { ContractSpec, FormFile } from './operation-spec.ts';
export { Problem, type ProblemOptions, type Violation } from './problems/problem.ts';
export { contractProblems, defineProblems, type ProblemType } from './problems/registry.ts';
export { InvalidResponseError } from './response/invalid-response.ts';
export type { Credentials, SecurityHandler, SecurityHandlers } from './security/authenticate.ts';
export { ContractApp, type ContractAppOptions } from './server/app.ts';
export { type AddressedMessage, clientAddress, parseAddressRanges } from './server/client-address.ts';
export type { Exchange } from './server/context.ts';
export type { CorsOptions } from './server/cors.ts';
export type { ExchangeRecord } from './server/exchange-record.ts';
export { createHttpServer, DEFAULT_LIMITS, type HttpLimits, type HttpServerOptions } from './server/http-server.ts';
export { type Resource, serveResources } from './server/static-resources.ts';
export { type RunServerOptions, runServer, type ServerRun, type StoppableServer } from './service/run-server.ts';
