import { createRequire } from 'node:module';
import { isatty } from 'node:tty';
import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { isBuilt } from './build-info.ts';
import { LogDestination } from './log-destination.ts';
import { openStandardOutput } from './standard-output.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Creates the service's log: one JSON object per line on standard output, with times in RFC 3339 and levels by name; formatted for reading
 * if standard output is a terminal. Logging never blocks: see `LogDestination`. The number of dropped lines is logged at `warn`, whatever
 * `level` is.
 *
 * @param destination for lines instead of standard output; for tests
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  return openLog(level, destination).log;
}

/** The same, with a function that returns how many lines were dropped since the start. */
export function openLog(level: LogLevel, destination?: DestinationStream): { readonly log: Logger; readonly droppedLines: () => number } {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (destination !== undefined) return { log: pino(options, destination), droppedLines: () => 0 };
  const asIs = (line: string) => line;
  if (!isatty(1)) {
    const output = standardOutput(options, asIs);
    return { log: pino(options, output), droppedLines: () => output.droppedLines };
  }
  // Loaded here, as only a terminal needs it.
  const { prettyFactory } = createRequire(import.meta.url)(isBuilt ? './pino-pretty.cjs' : 'pino-pretty') as typeof import('pino-pretty');
  const pretty = prettyFactory({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' });
  const forTerminal = { ...options, formatters: {} };
  const output = standardOutput(forTerminal, pretty);
  return { log: pino(forTerminal, { write: (line) => output.write(pretty(line)) }), droppedLines: () => output.droppedLines };
}

function standardOutput(options: LoggerOptions, format: (line: string) => string): LogDestination {
  let rendered = '';
  const write = (line: string) => {
    rendered = format(line);
  };
  const reporter = pino({ ...options, level: 'warn' }, { write });
  return new LogDestination({
    open: openStandardOutput,
    report(dropped) {
      reporter.warn({ dropped }, 'log lines were dropped because they could not be written');
      return rendered;
    },
  });
}
