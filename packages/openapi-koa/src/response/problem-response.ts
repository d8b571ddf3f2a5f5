import { HeaderList } from '../http/header-list.ts';
import { PROBLEM_JSON, type Problem } from '../problems/problem.ts';
import type { SerializedResponse } from './serialized-response.ts';

/**
 * The response for a problem that isn't a response of an operation.
 *
 * @param base      URL of the page that lists the problem types, without a fragment
 * @param headers   further headers, which are not changed later; those of the problem take precedence
 * @see RFC 9457 section 3
 */
export function problemResponse(problem: Problem, base: string, requestId: string, headers: Readonly<Record<string, string>>): SerializedResponse {
  return {
    status: problem.status,
    headers: Object.keys(problem.headers).length === 0 ? sharedList(headers) : HeaderList.of({ ...headers, ...problem.headers, 'Content-Type': PROBLEM_JSON }),
    body: JSON.stringify(problem.toJson(base, requestId)),
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
