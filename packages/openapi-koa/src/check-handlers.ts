import type { OperationsSpec } from './operation-spec.ts';

/** The handlers do not match the document. The message names every operationId concerned. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** The functions of `ContractOptions`, by operationId or security scheme. */
export interface GivenHandlers {
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly availabilityChecks: Readonly<Record<string, unknown>>;
  readonly securityHandlers: Readonly<Record<string, unknown>>;
}

/**
 * Checks the handlers against the document at start, for errors that the compiler cannot detect.
 *
 * @param isPartial whether operations without a handler are passed on, so that they need neither a handler nor security handlers
 * @throws ContractError naming every operationId whose handler is missing, superfluous or not a function, and every required security
 *   scheme without a handler
 */
export function checkHandlers(operations: OperationsSpec, { handlers, availabilityChecks, securityHandlers }: GivenHandlers, isPartial: boolean): void {
  const declared = operations.list.map((operation) => operation.operationId);
  const served = operations.list.filter(({ operationId }) => !isPartial || handlers[operationId] !== undefined);
  const required = served.flatMap(({ operationId, security }) =>
    security.flatMap((requirement) => Object.keys(requirement).map((scheme) => ({ operationId, scheme }))),
  );
  const errors = [
    ...served.filter(({ operationId }) => handlers[operationId] === undefined).map(({ operationId }) => `${operationId} has no handler`),
    ...superfluous(handlers, declared).map((id) => `${id} has a handler, but the document has no such operation`),
    ...declared.filter((id) => handlers[id] !== undefined && typeof handlers[id] !== 'function').map((id) => `the handler of ${id} is not a function`),
    ...superfluous(availabilityChecks, declared).map((id) => `${id} has an availability check, but the document has no such operation`),
    ...required
      .filter(({ scheme }) => typeof securityHandlers[scheme] !== 'function')
      .map(({ operationId, scheme }) => `${operationId} requires the security scheme ${scheme}, which has no handler`),
    ...superfluous(securityHandlers, Object.keys(operations.securitySchemes)).map(
      (scheme) => `${scheme} has a security handler, but the document has no such scheme`,
    ),
  ];
  if (errors.length > 0) throw new ContractError(`The handlers do not match the document: ${errors.join('; ')}.`);
}

function superfluous(functions: Readonly<Record<string, unknown>>, declared: readonly string[]): string[] {
  const expected = new Set(declared);
  return Object.keys(functions).filter((name) => !expected.has(name));
}
