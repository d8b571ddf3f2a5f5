import type { Logger } from '../logger.ts';
import { util } from '../node-modules.ts';

/** A server that `runServer` can stop, such as an `ApiServer`. */
export interface StoppableServer {
  /** Closes the server, and resolves once requests in flight have their responses. */
  close(): Promise<void>;
}

export interface RunServerOptions<S extends StoppableServer> {
  /** Starts the server. Called after the handlers of signals and faults are installed. */
  start(): Promise<S>;
  readonly log: Pick<Logger, 'info' | 'error'> & { fatal(details: object, message: string): void };
  /** How long `close` keeps serving clients, in milliseconds. After 1.5 s more the process ends with an `error` line and exit code 1. */
  readonly drainMs: number;
}

/** The only server of this process. */
export interface ServerRun<S extends StoppableServer> {
  readonly server: S;
  /** Removes the handlers of signals and faults; the server runs on. */
  uninstall(): void;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const EXIT = { stopped: 0, failed: 1 } as const;
/** Limits the log: a fault may repeat with every tick of a timer while the server drains. */
const MAX_FURTHER_FAULTS = 10;
const OVERDUE_MS = 1500;
/** How long after the line `stopped` the process ends even if timers or connections of handlers keep it running. */
const LOOSE_ENDS_MS = 50;

let installed = false;

/**
 * Runs the only server of this process until a signal or a fault ends it:
 *
 * - SIGTERM and SIGINT stop the server, and the process ends with exit code 0. A second signal ends it at once with 1. A signal during
 *   the start ends it at once with 0.
 * - An uncaught exception or an unhandled rejection is logged at the level `fatal` and stops the server in the same way; the process ends
 *   with 1. The next ten are logged at the level `error`, later ones are ignored. One during the start ends the process at once.
 *
 * Once the server has stopped, the process ends, whatever handlers left running. Signals and faults belong to the process, so only one
 * server can run at a time. Importing this file installs nothing; `uninstall` removes the handlers, and so does a failed start.
 *
 * @returns the running server
 * @throws the error of `start`, or Error if this process already runs a server
 */
export async function runServer<S extends StoppableServer>({ start, log, drainMs }: RunServerOptions<S>): Promise<ServerRun<S>> {
  if (installed) throw new Error('runServer must be called once per process: a server is already running.');
  let server: S | undefined;
  let signalled = false;
  let stopping = false;
  let faults = 0;

  const onSignal = (signal: NodeJS.Signals) => {
    if (signalled) process.exit(EXIT.failed);
    signalled = true;
    stop({ signal });
  };
  const onException = (error: unknown) => onFault(error, 'uncaught exception');
  const onRejection = (reason: unknown) => onFault(reason, 'unhandled rejection');

  function onFault(error: unknown, message: string): void {
    process.exitCode = EXIT.failed;
    faults++;
    if (faults <= 1 + MAX_FURTHER_FAULTS) write(faults === 1 ? 'fatal' : 'error', () => ({ err: asError(error) }), message);
    stop({});
  }

  function stop(reason: object): void {
    // No request was served yet.
    if (server === undefined) process.exit();
    if (stopping) return;
    stopping = true;
    write('info', () => ({ ...reason, drainMs }), 'draining');
    const overdueMs = drainMs + OVERDUE_MS;
    const overdue = setTimeout(() => fail(new Error(`The server did not stop within ${overdueMs} ms.`)), overdueMs);
    closeServer(server).then(() => {
      clearTimeout(overdue);
      write('info', () => ({}), 'stopped');
      setTimeout(() => process.exit(), LOOSE_ENDS_MS).unref();
    }, fail);
  }

  function fail(error: unknown): void {
    write('error', () => ({ err: asError(error) }), 'failed to stop');
    process.exit(EXIT.failed);
  }

  /** An exception of the logger, or of a getter of the error, would be another fault. */
  function write(level: 'info' | 'error' | 'fatal', details: () => object, message: string): void {
    try {
      log[level](details(), message);
    } catch {
      try {
        log[level]({}, `${message}, whose details cannot be logged`);
      } catch {}
    }
  }

  function uninstall(): void {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', onException).off('unhandledRejection', onRejection);
    installed = false;
  }

  installed = true;
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('uncaughtException', onException).on('unhandledRejection', onRejection);
  try {
    server = await start();
    return { server, uninstall };
  } catch (error) {
    uninstall();
    throw error;
  }
}

async function closeServer(server: StoppableServer): Promise<void> {
  await server.close();
}

/** Any value can be thrown; one without a stack is wrapped. */
function asError(thrown: unknown): object {
  if (typeof thrown === 'object' && thrown !== null && 'stack' in thrown) return thrown;
  return new Error(`not an Error: ${util.inspect(thrown)}`);
}
