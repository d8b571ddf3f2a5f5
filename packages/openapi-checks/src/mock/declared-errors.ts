import type { MapProblem, OperationsSpec, Problem, ProblemContext } from '@petsage/openapi-koa';
import type { ResponseSchemas } from './mock-document.ts';
import { isValid, type MockResponse, madeUp, responseKeyOf } from './mock-response.ts';
import { UnmetPreference } from './preferences.ts';

const PROBLEM = 'application/problem+json';
const JSON_TYPE = /^application\/(?:.+\+)?json\b/i;

interface DeclaredErrorsOptions {
  readonly seed: string;
  readonly onRefused?: (problem: Problem, operationId: string) => void;
}

/**
 * The errors of a document that has its own format of them. A refusal of the contract gets the error that its operation declares for the
 * status: the example of the document, or else a value that is made up from the schema.
 */
export class DeclaredErrors {
  readonly #operations: OperationsSpec;
  readonly #schemas: ResponseSchemas;
  readonly #options: DeclaredErrorsOptions;

  constructor(operations: OperationsSpec, schemas: ResponseSchemas, options: DeclaredErrorsOptions) {
    this.#operations = operations;
    this.#schemas = schemas;
    this.#options = options;
  }

  /** Those of `createContract`; none for a document whose errors are problems. */
  get options(): { readonly mapProblem: MapProblem<Record<string, never>>; readonly errorSchema: string } | undefined {
    const own = Object.entries(this.#operations.errorSchemas ?? {}).find(([, { type }]) => type !== PROBLEM);
    // A document is typed only where it was compiled for a program.
    const mapProblem = ((problem: Problem, context: ProblemContext) => this.#declared(problem, context)) as MapProblem<Record<string, never>>;
    return own && { mapProblem, errorSchema: own[0] };
  }

  /** @returns undefined for a problem that is sent as it is: of a preference, or of an operation that declares problems, or nothing for the status */
  #declared(problem: Problem, { operationId, mediaTypes, declares }: ProblemContext): MockResponse | undefined {
    const operation = this.#operations.list.find((each) => each.operationId === operationId);
    if (operation === undefined || problem.cause instanceof UnmetPreference) return undefined;
    if (mediaTypes.includes(PROBLEM) || !declares(problem.status)) return undefined;
    const type = mediaTypes.find((each) => JSON_TYPE.test(each)) ?? mediaTypes[0];
    const { status } = problem;
    const key = responseKeyOf(this.#schemas.statuses(operation.operationId), status);
    const example = type === undefined ? undefined : this.#schemas.example(operation.operationId, key, type);
    const response = { status, headers: {}, body: example ?? problem.message, ...(type !== undefined && { type }) };
    const hasExample = example !== undefined && isValid(operation, response, { part: 'body' });
    const made = madeUp(operation, response, this.#schemas, this.#options.seed, hasExample ? example : undefined);
    if (!isValid(operation, { ...made, headers: { ...made.headers, ...problem.headers } }, { part: 'body' })) return undefined;
    this.#options.onRefused?.(problem, operation.operationId);
    return made;
  }
}
