import { createRequire } from 'node:module';
import { isatty } from 'node:tty';
import type { AccessLevel, LeveledLogger } from '@petsage/openapi-koa';
import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { isBuilt } from './build-info.ts';
import { LogDestination } from './log-destination.ts';
import { openStandardOutput } from './standard-output.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
const WARN = pino.levels.values['warn'] as number;

/**
 * Creates the service's log: one JSON object per line on standard output, with times in RFC 3339 and levels by name; formatted for reading
 * if standard output is a terminal. Logging never blocks, and the lines of 10 ms are written together: see `LogDestination`. The number of
 * dropped lines is logged at `warn`, whatever `level` is.
 *
 * @param destination for lines instead of standard output; for tests
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  return openLog(level, destination).log;
}

/** A log that was opened. */
export interface OpenLog {
  readonly log: Logger;
  /** Writes the access log at a lower cost than `log`; undefined if `log` writes it. */
  readonly accessLogger: LeveledLogger | undefined;
  /** How many lines were dropped since the start. */
  readonly droppedLines: () => number;
}

/** The same, with the cheaper logger for the access log and the number of dropped lines. */
export function openLog(level: LogLevel, destination?: DestinationStream): OpenLog {
  const options = {
    level,
    base: null,
    timestamp: isoTime(),
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (destination !== undefined) return { log: pino(options, destination), accessLogger: undefined, droppedLines: () => 0 };
  if (!isatty(1)) {
    const output = standardOutput(options, (line) => line);
    const log = logTo(output, options, (line) => line);
    return { log, accessLogger: accessLoggerTo(output, log, options.timestamp), droppedLines: () => output.droppedLines };
  }
  // Loaded here, as only a terminal needs it.
  const { prettyFactory } = createRequire(import.meta.url)(isBuilt ? './pino-pretty.cjs' : 'pino-pretty') as typeof import('pino-pretty');
  const pretty = prettyFactory({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' });
  const forTerminal = { ...options, formatters: {} };
  const output = standardOutput(forTerminal, pretty);
  return { log: logTo(output, forTerminal, pretty), accessLogger: undefined, droppedLines: () => output.droppedLines };
}

/** A log whose lines from `warn` on are written at once, so that the process can't end without them. */
function logTo(output: LogDestination, options: LoggerOptions, format: (line: string) => string): Logger {
  const stream = {
    // Pino sets `lastLevel` of a stream that asks for metadata.
    [pino.symbols.needsMetadataGsym]: true,
    lastLevel: 0,
    write(line: string) {
      output.write(format(line));
      if (stream.lastLevel >= WARN) output.flush();
    },
  };
  return pino(options, stream);
}

/**
 * Writes lines as `log` would, for details that are strings, numbers and undefined. With a single `JSON.stringify`, a line costs half as much,
 * and no other log has a line per request.
 */
function accessLoggerTo(output: LogDestination, log: Logger, time: () => string): LeveledLogger {
  const write = (level: AccessLevel) => (details: object, message: string) => {
    if (log.isLevelEnabled(level)) output.write(`{"level":"${level}"${time()},${JSON.stringify(details).slice(1, -1)},"msg":${JSON.stringify(message)}}\n`);
  };
  return { debug: write('debug'), info: write('info'), isLevelEnabled: (level) => log.isLevelEnabled(level) };
}

/** Pino's function of this name, which formats a date for each line: a fifth of what a line costs. This one formats one per millisecond. */
function isoTime(): () => string {
  let formattedMs = Number.NaN;
  let time = '';
  return () => {
    const nowMs = Date.now();
    if (nowMs !== formattedMs) {
      formattedMs = nowMs;
      time = `,"time":"${new Date(nowMs).toISOString()}"`;
    }
    return time;
  };
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
