import type { FeatureModel, OperationModel } from './feature-model.ts';
import type { SchemeHandler } from './scheme-handler.ts';

/** What an operation's service has to do before the document is kept in full: each is a test to be filled. */
export function leftOf({ secured, response, declared }: OperationModel): string[] {
  return [
    ...(secured ? [`answers ${response.status} to whoever has credentials`] : []),
    ...declared.map(([status, description]) => `answers ${status}${description === '' ? '' : `: ${description}`}`),
  ];
}

/** What has to be decided of a security scheme before anybody is let in. */
export function decisionOn({ scheme, path }: SchemeHandler): string {
  return `${scheme}: decide in ${path} whose credentials are accepted`;
}

/** Everything that is left to do in a feature: what was asked for, who is let in, and then by operation. */
export function checklistOf({ requirements, handlers, operations }: Pick<FeatureModel, 'requirements' | 'handlers' | 'operations'>): string[] {
  return [
    ...requirements,
    ...handlers.map(decisionOn),
    ...operations.flatMap((operation) => leftOf(operation).map((entry) => `${operation.operation.operationId} ${entry}`)),
  ];
}
