/** How often to check whether the parent process has ended. */
const CHECK_MS = 250;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Calls once when this process should end: on SIGINT or SIGTERM, or when npm has ended. npm passes a SIGTERM to the shell between them,
 * and the shell ends without passing it on. A second signal ends the process at once.
 *
 * @returns a function that removes the listeners
 */
export function onShutdown(end: () => void): () => void {
  const parent = process.ppid;
  const timer = process.env['npm_lifecycle_event'] === undefined ? undefined : setInterval(() => process.ppid !== parent && shutDown(), CHECK_MS).unref();
  const stop = () => {
    clearInterval(timer);
    for (const signal of SIGNALS) process.off(signal, shutDown);
  };
  const shutDown = () => {
    stop();
    end();
  };
  for (const signal of SIGNALS) process.on(signal, shutDown);
  return stop;
}
