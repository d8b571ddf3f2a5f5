import { knownMethod } from '../http/known-methods.ts';
import type { ExchangeRecord } from '../server/exchange-record.ts';

/** The labels of a request. A series exists for each combination that occurred. */
export interface RequestLabels extends Record<string, string> {
  /** The operation; in parentheses, what other requests were: their paths would make a series each. */
  operation_id: string;
  method: string;
  /** `2xx` to `5xx`; `aborted` if the client has disconnected before a response. */
  status_class: string;
}

const CLASSES = Array.from({ length: 10 }, (_, digit) => `${digit}xx`);

/** The labels of a request, from a set whose size depends on the document alone. */
export function labelsOf({ operationId, route, method, status }: Pick<ExchangeRecord, 'operationId' | 'route' | 'method' | 'status'>): RequestLabels {
  return {
    operation_id: operationId ?? kindOf(route, method, status),
    method: knownMethod(method),
    status_class: status === undefined ? 'aborted' : (CLASSES[Math.floor(status / 100)] as string),
  };
}

/** What a request was that has no operation. */
function kindOf(route: string | undefined, method: string, status: number | undefined): string {
  if (status === 404) return '(not found)';
  if (status === 405) return '(method not allowed)';
  if (method === 'OPTIONS') return '(options)';
  return route === undefined ? '(other)' : '(page)';
}
