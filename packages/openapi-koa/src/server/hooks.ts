/**
 * Wraps a hook of the application, such as one that logs, so that its errors and rejections don't affect a response. Only the first error
 * is reported, as a broken hook usually fails for every request.
 *
 * @param report called with the error and the hook's arguments; must not throw
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
      if (typeof result === 'object' && result !== null && 'then' in result) Promise.resolve(result).catch((error: unknown) => failed(error, args));
    } catch (error) {
      failed(error, args);
    }
  };
}

/** Reports an error as a warning of the process, where the application has no hook for it. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
