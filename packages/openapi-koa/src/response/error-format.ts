import { Readable } from 'node:stream';
import type { HandlerResponse, ProblemContext, UntypedMapProblem } from '../handler.ts';
import type { ErrorSchemaSpec, OperationsSpec, Validator } from '../operation-spec.ts';
import { InternalError } from '../problems/internal-error.ts';
import type { Problem } from '../problems/problem.ts';
import { InvalidResponseError } from './invalid-response.ts';
import { discard } from './response-stream.ts';
import { ResponseValidator } from './response-validator.ts';
import type { SerializedResponse } from './serialized-response.ts';

/** What the document's own error format is made from. */
export interface ErrorFormatOptions {
  readonly operations: OperationsSpec;
  /** See `ContractOptions`, as for `problemBase`. */
  readonly mapProblem: UntypedMapProblem;
  /** The schema of `errorSchema`. */
  readonly schema: ErrorSchemaSpec;
  readonly problemBase: () => string;
}

type Declared = (status: number) => ResponseValidator | undefined;

/** What a problem was mapped to, before it is validated. */
type MappedResponse = HandlerResponse & Pick<Problem, 'closes'> & { readonly problem: Problem };

/** The document's own format of errors, in place of problems: maps each problem, and validates the result like any response. */
export class ErrorFormat {
  readonly #options: ErrorFormatOptions;
  readonly #undeclared = new Map<number, ResponseValidator>();

  constructor(options: ErrorFormatOptions) {
    this.#options = options;
  }

  /**
   * Maps a problem.
   *
   * @param operationId undefined if the request reached no operation
   * @param declared    what the operation declares for a status; undefined if nothing
   * @returns undefined if the problem is to be sent as it is
   * @throws InternalError for an error of the mapping
   */
  map(problem: Problem, requestId: string, operationId: string | undefined, declared: Declared): MappedResponse | undefined {
    const context: ProblemContext = {
      requestId,
      operationId,
      mediaTypes: declared(problem.status)?.mediaTypes ?? [this.#options.schema.type],
      declares: (status) => declared(status) !== undefined,
      toJson: () => problem.toJson(this.#options.problemBase(), requestId),
    };
    return ofMapping(() => {
      const mapped: unknown = this.#options.mapProblem(problem, context);
      if (mapped === undefined) return undefined;
      // A promise that rejects later must not end the process.
      if (mapped instanceof Promise) mapped.catch(() => undefined);
      if (typeof mapped !== 'object' || mapped === null || 'then' in mapped)
        throw new InvalidResponseError(undefined, '', 'must be an object: mapProblem returns { body, status, headers, type }, without a promise');
      const { status = problem.status, type, headers, body } = mapped as Partial<HandlerResponse>;
      if (!Number.isInteger(status) || status < 400 || status > 599) throw new InvalidResponseError(status, '', 'must have a status from 400 to 599');
      return { status, type, headers, body, closes: problem.closes, problem };
    });
  }

  /**
   * Validates what a problem was mapped to, and serializes it. The headers of the problem stay; they are validated if the document declares
   * them. An error that is declared without content has no body.
   *
   * @param declared  what the operation declares for the status; undefined if nothing, or if the request reached no operation: then the
   *   body is validated against `errorSchema`
   * @param constants headers that the response has unless the mapping sets them
   * @param isExempt  whether a header of the problem, in lower case, may be sent although the document doesn't declare it
   * @throws InternalError if the response is invalid
   */
  serialize(
    mapped: MappedResponse,
    declared: ResponseValidator | undefined,
    constants: Readonly<Record<string, string>>,
    isExempt: (key: string) => boolean = () => true,
  ): SerializedResponse {
    return ofMapping(() => {
      const { status, type, body, closes, problem } = mapped;
      const validator = declared ?? this.#undeclaredResponse(status);
      const exempt: [name: string, value: unknown][] = [];
      const headers = new Map<string, [name: string, value: unknown]>();
      for (const [name, value] of [...Object.entries(constants), ...Object.entries(mapped.headers ?? {})])
        if (value !== undefined) headers.set(name.toLowerCase(), [name, value]);
      for (const [name, value] of Object.entries(problem.headers)) {
        const key = name.toLowerCase();
        headers.delete(key);
        if (!validator.declaresHeader(key) && isExempt(key)) exempt.push([name, value]);
        else headers.set(key, [name, value]);
      }
      const response = { status, headers: Object.fromEntries(headers.values()), ...(validator.mediaTypes.length > 0 && { type, body }) };
      const serialized = serializeWithNumbers(validator, response, problem);
      if (serialized.body instanceof Readable) {
        discard(serialized.body);
        throw new InvalidResponseError(status, '', 'must not be a stream');
      }
      // A list of its own, to which other headers can be added.
      const list = serialized.headers.copy();
      for (const [name, value] of exempt) list.add(name, String(value));
      return { ...serialized, headers: list, closes };
    });
  }

  #undeclaredResponse(status: number): ResponseValidator {
    const known = this.#undeclared.get(status);
    if (known !== undefined) return known;
    const { operations, schema } = this.#options;
    const { operationId, response, type } = schema;
    const operation = operations.list.find((each) => each.operationId === operationId);
    const validate = operation?.load().validators.responses[response]?.content?.[type];
    // The document says nothing about headers of responses that it doesn't declare.
    const validators = { headers: anything, ...(validate !== undefined && { content: { [type]: validate } }) };
    const validator = new ResponseValidator(status, { headers: [], content: [type] }, validators);
    this.#undeclared.set(status, validator);
    return validator;
  }
}

const anything: Validator = () => true;

/** Tries a number of the problem, such as a `Retry-After`, as a string where the document declares the header as one. */
function serializeWithNumbers(validator: ResponseValidator, response: HandlerResponse, problem: Problem): SerializedResponse {
  try {
    return validator.serialize(response);
  } catch (error) {
    const { headers } = response;
    const numbers = Object.entries(problem.headers).filter(([name, value]) => typeof value === 'number' && headers?.[name] === value);
    const isNumber = (pointer: string) => numbers.some(([name]) => pointer.toLowerCase() === `header ${name.toLowerCase()}`);
    if (!(error instanceof InvalidResponseError) || !isNumber(error.pointer)) throw error;
    return validator.serialize({ ...response, headers: { ...headers, ...Object.fromEntries(numbers.map(([name, value]) => [name, String(value)])) } });
  }
}

/** Marks an error of a mapping, whose 500 is a plain problem: mapping that again could fail in the same way. */
function ofMapping<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const failure = error instanceof InternalError ? error : new InternalError(error);
    failure.isOfMapping = true;
    throw failure;
  }
}
