import type { FeatureModel, OperationModel } from './feature-model.ts';
import type { SchemeHandler } from './scheme-handler.ts';

/** What the logic of an operation still has to do: each entry is a `test.todo`. */
export function leftOf({ secured, response, declared }: OperationModel): string[] {
  return [
    ...(secured ? [`responds with ${response.status} to valid credentials`] : []),
    ...declared.map(([status, description]) => `responds with ${status}${description === '' ? '' : `: ${description}`}`),
  ];
}

/** The decision that a new security scheme needs. */
export function decisionOn({ scheme, path }: SchemeHandler): string {
  return `${scheme}: decide in ${path} which credentials are accepted`;
}

/** Everything that is left to do in a feature: its requirements, its security schemes, then its operations. */
export function checklistOf({ requirements, handlers, operations }: Pick<FeatureModel, 'requirements' | 'handlers' | 'operations'>): string[] {
  return [
    ...requirements,
    ...handlers.map(decisionOn),
    ...operations.flatMap((operation) => leftOf(operation).map((entry) => `${operation.operation.operationId} ${entry}`)),
  ];
}
