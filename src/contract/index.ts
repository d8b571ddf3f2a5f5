/** The contract layer: any OpenAPI document in, validated Koa middleware out. */
export { ContractError } from './check-handlers.ts';
export { type AddressedMessage, clientAddress, parseAddressRanges } from './client-address.ts';
export { type ContractOptions, createContract } from './contract.ts';
export { InvalidResponseError } from './contract-violation.ts';
export type { CorsOptions } from './cors.ts';
export type { Exchange } from './exchange.ts';
export type { ExchangeRecord } from './exchange-record.ts';
export type { Handler, HandlerContext, Handlers, OperationType, ReplyOf, RequestOf } from './handlers.ts';
export { createHttpServer, DEFAULT_LIMITS, type HttpLimits, type HttpServerOptions } from './http-server.ts';
export { ContractApp, type ContractAppOptions } from './koa-app.ts';
export type { Logger } from './logger.ts';
export type { Gate } from './operation.ts';
export { Problem, type ProblemOptions, type Violation } from './problem.ts';
export { contractProblems, defineProblems, type ProblemType } from './problem-types.ts';
export { type Resource, serveResources } from './resources.ts';
export { type RunServerOptions, runServer, type ServerRun, type StoppableServer } from './run-server.ts';
export type { Credentials, SecurityHandler, SecurityHandlers } from './security.ts';
export type { ContractTables, FormFile } from './tables.ts';
