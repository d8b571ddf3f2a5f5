import { isTracingConfigured, runServer, type ServerLogger, type ServerRun, type ServerTracing, type StoppableServer } from '@petsage/openapi-koa';
import { createMetrics } from '@petsage/openapi-koa/metrics';
import { type AppParts, createApp } from './app.ts';
import { type Config, ConfigError, notThisHost, readConfig } from './config.ts';
import { buildInfo, checkBuiltFiles } from './ops/build-info.ts';
import { systemClock } from './ops/clock.ts';
import { openLog } from './ops/log.ts';

/** Exit codes: 0 stopped by a signal, 1 failed, 2 an invalid setting. */
const EXIT = { failed: 1, invalidSetting: 2 } as const;
/** How long after a failed start the process ends at the latest. */
const LOOSE_ENDS_MS = 50;

const config = settings();
if (config !== undefined) run(config);

function settings(): Config | undefined {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT.invalidSetting;
    return undefined;
  }
}

async function run(config: Config): Promise<void> {
  const { log, accessLogger, droppedLines } = openLog(config.logLevel);
  // Node.js would print warnings to standard error, which blocks if nothing reads it.
  process.removeAllListeners('warning').on('warning', (warning) => log.warn({ err: warning }, 'warning'));
  let run: ServerRun<RunningApp>;
  try {
    const tracing = await startTracing(log);
    const parts = { config, clock: systemClock, log, accessLogger, metrics: createMetrics({ droppedLogLines: droppedLines, build: buildInfo }), tracing };
    run = await runServer({ start: () => start(parts, config), log, drainMs: config.drainMs });
  } catch (error) {
    const failure = startFailure(error as NodeJS.ErrnoException, config);
    process.stderr.write(`${failure.message}\n`);
    process.exitCode = failure instanceof ConfigError ? EXIT.invalidSetting : EXIT.failed;
    // A connection that was opened would keep the process running.
    setTimeout(() => process.exit(), LOOSE_ENDS_MS).unref();
    return;
  }
  const { port, url, metricsPort } = run.server;
  log.info({ port, url, metricsPort, ...buildInfo }, 'listening');
}

/** OpenTelemetry is loaded only if the environment asks for traces. */
async function startTracing(log: ServerLogger): Promise<ServerTracing | undefined> {
  if (!isTracingConfigured(process.env)) return undefined;
  const { createTracing } = await import('@petsage/openapi-koa/tracing');
  try {
    return createTracing({ service: { name: 'petsage-api' }, log });
  } catch (error) {
    throw error instanceof TypeError ? new ConfigError(error.message) : error;
  }
}

interface RunningApp extends StoppableServer {
  /** The port that the service listens on, even if the system chose it. */
  readonly port: number;
  /** The address of the service for clients. */
  readonly url: string;
  /** The port of the probes and metrics, if they have their own. */
  readonly metricsPort: number | undefined;
}

/** @throws the listen error of Node.js (`EADDRINUSE`, `EACCES`, `ENOTFOUND` …), ContractError, or the error of `checkBuiltFiles` */
async function start(parts: AppParts, config: Config): Promise<RunningApp> {
  checkBuiltFiles();
  const app = await createApp(parts);
  const { port, url, monitoringPort } = await app.listen({ port: config.port, host: config.host });
  return { port, url: config.publicUrl ?? url, metricsPort: monitoringPort, close: () => app.close() };
}

function startFailure(error: NodeJS.ErrnoException & { readonly port?: number }, { port, host, metricsPort }: Config): Error {
  const [failed, setting] = error.port !== undefined && error.port === metricsPort ? [metricsPort, 'METRICS_PORT'] : [port, 'PORT'];
  const where = host === undefined ? `port ${failed}` : `${host}, port ${failed}`;
  if (error instanceof ConfigError) return error;
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(`Cannot listen on ${where}: the port is in use. Stop the process that uses it, or set ${setting} to another one.`);
    case 'EACCES':
      return new Error(`Cannot listen on ${where}: permission denied. Set ${setting} to 1024 or higher.`);
    case 'EAI_AGAIN':
      return new Error(`Cannot listen on ${where}: the name cannot be resolved now. Set HOST to an IP address, or start again once DNS works.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EINVAL':
      return host === undefined ? error : notThisHost(host);
    default:
      return new Error(`Cannot start: ${error.message}`);
  }
}
