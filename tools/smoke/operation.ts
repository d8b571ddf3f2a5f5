import type { OperationDetails } from '@petsage/openapi-koa/spec';
import { operations } from '../../generated/operations.cjs';
import type { Operations } from '../../generated/types.ts';

const OPERATION_ID: keyof Operations = 'getSmokeTest';

/** The health check operation, as the document declares it. */
export interface SmokeOperation {
  readonly path: string;
  readonly responses: OperationDetails['responses'];
  readonly validators: OperationDetails['validators']['responses'];
}

export function smokeOperation(): SmokeOperation {
  const operation = operations.list.find(({ operationId }) => operationId === OPERATION_ID);
  if (operation === undefined) throw new Error(`generated/ has no operation ${OPERATION_ID}.`);
  const { responses, validators } = operation.load();
  return { path: operation.path, responses, validators: validators.responses };
}
