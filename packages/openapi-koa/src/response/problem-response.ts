import { HeaderList } from '../http/header-list.ts';
import { failureProblem } from '../problems/internal-error.ts';
import { PROBLEM_JSON, type Problem } from '../problems/problem.ts';
import type { ErrorFormat } from './error-format.ts';
import type { ResponseValidator } from './response-validator.ts';
import type { SerializedResponse } from './serialized-response.ts';

/** What the response to a problem depends on. */
export interface ProblemRequest {
  readonly requestId: string;
  /** Whether the id is known to be a UUID, as all are that are made here. */
  readonly isUuid: boolean;
  /** Undefined if the request reached no operation. */
  readonly operationId: string | undefined;
  /** URL of the page that lists the problem types, without a fragment. */
  problemBase(): string;
  /** The document's own format of errors; undefined if it has none. */
  readonly errorFormat: ErrorFormat | undefined;
  /** What the operation declares for a status; undefined if nothing. */
  declared(status: number): ResponseValidator | undefined;
  /** Further headers, which are not changed later; those of the problem take precedence. */
  constants(status: number): Readonly<Record<string, string>>;
  /** Called with the error of mapping the problem. */
  onFailure(error: unknown): void;
}

/**
 * The response to a problem that isn't a response of an operation: in the document's own format, if it has one; a plain 500 if mapping it
 * fails.
 *
 * @see RFC 9457 section 3
 */
export function problemResponse(problem: Problem, request: ProblemRequest): SerializedResponse {
  const { requestId, operationId, errorFormat } = request;
  if (errorFormat === undefined) return plainResponse(problem, request);
  try {
    const mapped = errorFormat.map(problem, requestId, operationId, (status) => request.declared(status));
    if (mapped === undefined) return plainResponse(problem, request);
    return errorFormat.serialize(mapped, request.declared(mapped.status), request.constants(mapped.status));
  } catch (error) {
    request.onFailure(error);
    return plainResponse(failureProblem(problem.closes), request);
  }
}

/** The response to a problem in the format of RFC 9457. */
export function plainResponse(problem: Problem, request: ProblemRequest): SerializedResponse {
  const headers = request.constants(problem.status);
  const { text, isAscii } = problem.toText(request.problemBase(), request.requestId, request.isUuid);
  return {
    status: problem.status,
    headers: Object.keys(problem.headers).length === 0 ? sharedList(headers) : HeaderList.of({ ...headers, ...problem.headers, 'Content-Type': PROBLEM_JSON }),
    body: text,
    isAscii,
    closes: problem.closes,
  };
}

/** By the further headers of problems without headers of their own, which most are. */
const sharedLists = new WeakMap<Readonly<Record<string, string>>, HeaderList>();

function sharedList(headers: Readonly<Record<string, string>>): HeaderList {
  let list = sharedLists.get(headers);
  if (list === undefined) {
    list = HeaderList.of({ ...headers, 'Content-Type': PROBLEM_JSON }).share();
    sharedLists.set(headers, list);
  }
  return list;
}
