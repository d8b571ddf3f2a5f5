/** The part of a pino logger that the contract layer uses. */
export interface Logger {
  child(bindings: Record<string, unknown>): Logger;
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}
