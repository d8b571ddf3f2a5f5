import type { ContractSpec } from './operation-spec.ts';

/** The handlers do not fit the document. Its message names every operationId concerned. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** Functions by the name of what they belong to, as they were given. */
export interface GivenHandlers {
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly gates: Readonly<Record<string, unknown>>;
  readonly securityHandlers: Readonly<Record<string, unknown>>;
}

/**
 * Holds the handlers against the document, for what a compiler could not see.
 *
 * @throws ContractError naming every operationId whose handler is missing, no function, or of no operation, and every security scheme
 *   that an operation requires and nobody checks
 */
export function checkHandlers(tables: ContractSpec, { handlers, gates, securityHandlers }: GivenHandlers): void {
  const declared = tables.operations.map((operation) => operation.operationId);
  const required = tables.operations.flatMap(({ operationId, security }) =>
    security.flatMap((requirement) => Object.keys(requirement).map((scheme) => ({ operationId, scheme }))),
  );
  const faults = [
    ...declared.filter((id) => handlers[id] === undefined).map((id) => `${id} has no handler`),
    ...superfluous(handlers, declared).map((id) => `${id} has a handler, but the document has no such operation`),
    ...declared.filter((id) => handlers[id] !== undefined && typeof handlers[id] !== 'function').map((id) => `${id} has a handler that is no function`),
    ...superfluous(gates, declared).map((id) => `${id} has a gate, but the document has no such operation`),
    ...required
      .filter(({ scheme }) => typeof securityHandlers[scheme] !== 'function')
      .map(({ operationId, scheme }) => `${operationId} requires the security scheme ${scheme}, which has no handler`),
    ...superfluous(securityHandlers, Object.keys(tables.securitySchemes)).map(
      (scheme) => `${scheme} has a security handler, but the document has no such scheme`,
    ),
  ];
  if (faults.length > 0) throw new ContractError(`The handlers do not fit the document: ${faults.join('; ')}.`);
}

function superfluous(given: Readonly<Record<string, unknown>>, declared: readonly string[]): string[] {
  const known = new Set(declared);
  return Object.keys(given).filter((name) => !known.has(name));
}
