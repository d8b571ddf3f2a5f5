import type { OperationsSpec } from './operation-spec.ts';

/** The handlers do not match the document. The message names every operationId concerned. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** The functions of `ContractOptions`, by operationId or security scheme. */
export interface ContractFunctions {
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
export function checkHandlers(operations: OperationsSpec, { handlers, availabilityChecks, securityHandlers }: ContractFunctions, isPartial: boolean): void {
  const declared = new Set<string>();
  const missing: string[] = [];
  const notFunctions: string[] = [];
  const unmet: string[] = [];
  for (const { operationId, security } of operations.list) {
    declared.add(operationId);
    const handler = handlers[operationId];
    if (handler === undefined && isPartial) continue;
    if (handler === undefined) missing.push(`${operationId} has no handler`);
    else if (typeof handler !== 'function') notFunctions.push(`the handler of ${operationId} is not a function`);
    for (const scheme of security.flatMap((requirement) => Object.keys(requirement)))
      if (typeof securityHandlers[scheme] !== 'function') unmet.push(`${operationId} requires the security scheme ${scheme}, which has no handler`);
  }
  const errors = [
    ...missing,
    ...superfluous(handlers, declared).map((id) => `${id} has a handler, but the document has no such operation`),
    ...notFunctions,
    ...superfluous(availabilityChecks, declared).map((id) => `${id} has an availability check, but the document has no such operation`),
    ...unmet,
    ...superfluous(securityHandlers, new Set(Object.keys(operations.securitySchemes))).map(
      (scheme) => `${scheme} has a security handler, but the document has no such scheme`,
    ),
  ];
  if (errors.length > 0) throw new ContractError(`The handlers do not match the document: ${errors.join('; ')}.`);
}

function superfluous(functions: Readonly<Record<string, unknown>>, declared: ReadonlySet<string>): string[] {
  return Object.keys(functions).filter((name) => !declared.has(name));
}
