import type { ContractTables } from './tables.ts';

/** The handlers do not fit the document. Its message names every operationId concerned. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/**
 * Holds the handlers against the document, for what a compiler could not see.
 *
 * @throws ContractError naming every operationId whose handler is missing, no function, or of no operation
 */
export function checkHandlers(tables: ContractTables, handlers: Readonly<Record<string, unknown>>, gates: Readonly<Record<string, unknown>>): void {
  const declared = new Set(tables.operations.map((operation) => operation.operationId));
  const faults = [
    ...[...declared].filter((id) => handlers[id] === undefined).map((id) => `${id} has no handler`),
    ...Object.keys(handlers)
      .filter((id) => !declared.has(id))
      .map((id) => `${id} has a handler, but the document has no such operation`),
    ...Object.keys(handlers)
      .filter((id) => declared.has(id) && handlers[id] !== undefined && typeof handlers[id] !== 'function')
      .map((id) => `${id} has a handler that is no function`),
    ...Object.keys(gates)
      .filter((id) => !declared.has(id))
      .map((id) => `${id} has a gate, but the document has no such operation`),
  ];
  if (faults.length > 0) throw new ContractError(`The handlers do not fit the document: ${faults.join('; ')}.`);
}
