/**
 * A function of the application that the layer calls, such as one that logs. Whatever it throws, or rejects with, must not stand in the
 * way of a response. Its first error is reported; one for each request would help nobody.
 *
 * @param report gets the error, and what the function was called with; never throws
 */
export function guarded<A extends readonly unknown[]>(
  hook: ((...args: A) => unknown) | undefined,
  report: (error: unknown, ...args: A) => void,
): ((...args: A) => void) | undefined {
  if (hook === undefined) return undefined;
  let reported = false;
  const failed = (error: unknown, args: A) => {
    if (reported) return;
    reported = true;
    report(error, ...args);
  };
  return (...args) => {
    try {
      const result = hook(...args);
      if (result instanceof Promise) result.catch((error: unknown) => failed(error, args));
    } catch (error) {
      failed(error, args);
    }
  };
}

/** Reports on standard error what there is no other place for. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
