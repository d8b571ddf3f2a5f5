/** The part of a Pino logger that is used. */
export interface Logger {
  child(bindings: Record<string, unknown>): Logger;
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/**
 * A logger whose methods never throw, so that a failing logger doesn't fail a request.
 *
 * @param make creates the underlying logger; called immediately
 */
export function safeLogger(make: () => Logger): Logger {
  let log: Logger | undefined;
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch {
      return undefined;
    }
  };
  log = attempt(make);
  const methods = Object.fromEntries(LEVELS.map((level) => [level, (details: object, message: string) => void attempt(() => log?.[level](details, message))]));
  return { ...(methods as Record<(typeof LEVELS)[number], Logger['debug']>), child: (bindings) => safeLogger(() => (log as Logger).child(bindings)) };
}
