import { type DocumentOperation, type JsonObject, type Located, needsCredentials } from '@petsage/openapi-compiler/internal';
import type { OperationDetails } from '@petsage/openapi-koa/spec';
import { credentialRefusals, type Refusal } from './credential-refusals.ts';
import type { Fault } from './fault.ts';
import { isHealthCheck, LEAVING } from './health-check.ts';
import { Identifiers, type Names, namesOf } from './names.ts';
import { type PlannedContract, withDetails } from './planned-contract.ts';
import { type RequestExample, requestExamplesOf } from './request-example.ts';
import { type ResponseExample, responseExampleOf } from './response-example.ts';
import type { SchemeHandler } from './scheme-handler.ts';

/** A parameter under its name in the service. */
export interface Input {
  readonly name: string;
  readonly parameter: Located;
}

/** One operation with all that its files say. */
export interface OperationModel {
  readonly operation: DocumentOperation;
  readonly names: Names;
  /** The service's function. */
  readonly service: string;
  /** The handler's factory. */
  readonly factory: string;
  readonly summary: string;
  readonly inputs: readonly Input[];
  readonly response: ResponseExample;
  readonly secured: boolean;
  /** Whether it responds with 503 while the instance is shutting down. */
  readonly healthCheck: boolean;
  readonly requests: readonly RequestExample[];
  /** Requests without valid credentials. What else the contract layer refuses is tested with the layer, and by `npm run contract`. */
  readonly refusals: readonly Refusal[];
  /** Errors that the document declares and only the service can raise: status and description. */
  readonly declared: readonly (readonly [status: string, description: string])[];
}

/** A feature as its files are written from it. */
export interface FeatureModel {
  readonly names: Names;
  readonly description: string;
  readonly requirements: readonly string[];
  readonly contract: JsonObject;
  /** Handlers of security schemes that are made with it. */
  readonly handlers: readonly SchemeHandler[];
  readonly operations: readonly OperationModel[];
}

export interface FeatureModelOptions {
  readonly names: Names;
  readonly description: string;
  readonly requirements: readonly string[];
  readonly operationIds: readonly string[];
  readonly handlers: readonly SchemeHandler[];
}

/** What the templates name themselves. */
const OWN_NAMES = ['clock', 'now', 'params', 'query', 'headers', 'cookies', 'body', 'dependencies', 'createHandler', 'Operations', 'Handler', 'Buffer', 'Date'];

/**
 * Works out everything that the files of a feature say.
 *
 * @param root the root of the repository
 * @returns the model, or the faults of examples that cannot be used as responses or requests
 */
export function featureModelOf(root: string, contract: PlannedContract, parts: FeatureModelOptions): FeatureModel | readonly Fault[] {
  return withDetails(root, contract, (details) => modelWith(contract, details, parts));
}

function modelWith(
  contract: PlannedContract,
  detailsOf: (operationId: string) => OperationDetails,
  { operationIds, ...feature }: FeatureModelOptions,
): FeatureModel | readonly Fault[] {
  const identifiers = new Identifiers([feature.names.camel, ...OWN_NAMES]);
  const operations = contract.operations.filter(({ operationId }) => operationIds.includes(operationId));
  const faults: Fault[] = [];
  const done: OperationModel[] = [];
  for (const operation of operations) {
    const details = detailsOf(operation.operationId);
    const response = responseExampleOf(contract.root, operation, details);
    const requests = requestExamplesOf(contract.root, operation, details);
    if ('message' in response) faults.push(response);
    if ('message' in requests) faults.push(requests);
    if ('message' in response || 'message' in requests) continue;
    const secured = needsCredentials(operation.security);
    const healthCheck = !secured && isHealthCheck(contract.root, operation);
    const names = namesOf(operation.operationId);
    done.push({
      operation,
      names,
      service: identifiers.take(operation.operationId),
      factory: operations.length === 1 ? 'createHandler' : identifiers.take(`${names.camel}Handler`),
      summary: String(operation.value['summary'] ?? names.title),
      inputs: inputsOf(operation),
      response,
      secured,
      healthCheck,
      requests,
      refusals: secured ? credentialRefusals(contract.root, operation, requests[0] as RequestExample) : [],
      declared: operation.responses
        .filter(([key]) => /^[45]/.test(key) && !(healthCheck && key === LEAVING))
        .map(([key, { value }]) => [key, String(value['description'] ?? '')] as const),
    });
  }
  return faults.length > 0 ? faults : { ...feature, contract: contract.root, operations: done };
}

/** Parameters by names that are properties of one object: `petId`, and where two are alike the place behind it. */
function inputsOf({ parameters }: DocumentOperation): Input[] {
  const taken = new Set(['body']);
  return parameters.map((parameter) => {
    const { camel, pascal } = namesOf(String(parameter.value['name']));
    const place = namesOf(String(parameter.value['in'])).camel;
    const wanted = /^[a-z]/.test(camel) ? camel : `${place}${pascal}`;
    let name = taken.has(wanted) ? `${place}${pascal}` : wanted;
    for (let count = 2; taken.has(name); count++) name = `${place}${pascal}${count}`;
    taken.add(name);
    return { name, parameter };
  });
}
