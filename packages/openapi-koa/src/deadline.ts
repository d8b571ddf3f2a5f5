import { Problem } from './problems/problem.ts';
import { contractProblems } from './problems/registry.ts';

/** The time limit of handlers, and of security handlers, in milliseconds. */
export const DEFAULT_HANDLER_TIMEOUT_MS = 30_000;

/** A time limit for an application's function, such as a handler. */
export interface Deadline<T> {
  /** In milliseconds; 0 for none. */
  readonly timeoutMs: number;
  /** Called when the time is up, before the promise rejects. */
  readonly onTimeout?: (reason: Error) => void;
  /** Called with a result that arrives too late. */
  readonly onLate?: (result: T) => void;
}

/**
 * Limits how long a promise is waited for.
 *
 * @param what the subject of the log's message, such as "The handler of getPet"
 * @throws Problem `timed-out` (503) once the time is up; a later failure is ignored
 */
export function within<T>(work: Promise<T>, what: string, { timeoutMs, onTimeout, onLate }: Deadline<T>): Promise<T> {
  if (timeoutMs === 0) return work;
  return new Promise((resolve, reject) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      const reason = new Error(`${what} did not finish within ${timeoutMs} ms (handlerTimeoutMs)`);
      onTimeout?.(reason);
      reject(timedOut(reason));
    }, timeoutMs);
    timer.unref();
    work.then(
      (result) => {
        clearTimeout(timer);
        if (isOver) onLate?.(result);
        else resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

function timedOut(cause: Error): Problem {
  return new Problem(contractProblems['timed-out'], { detail: 'The service did not finish this request in time.', headers: { 'Retry-After': 1 }, cause });
}
