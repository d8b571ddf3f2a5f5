import type { Scaffold, ScaffoldOperation } from './scaffold.ts';

/** What an operation's service has to do before the document is kept in full: each is a test to be filled. */
export function leftOf({ secured, success, declared }: ScaffoldOperation): string[] {
  return [
    ...(secured ? [`answers ${success.status} to whoever has credentials`] : []),
    ...declared.map(([status, description]) => `answers ${status}${description === '' ? '' : `: ${description}`}`),
  ];
}

/** Everything that is left to do in a feature: what was asked for, and then by operation. */
export function checklistOf({ requirements, operations }: Pick<Scaffold, 'requirements' | 'operations'>): string[] {
  return [...requirements, ...operations.flatMap((operation) => leftOf(operation).map((entry) => `${operation.operation.operationId} ${entry}`))];
}
