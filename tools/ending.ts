/** How often an end of the parent is looked for. */
const CHECK_MS = 250;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Calls once when this program is asked to end: by SIGINT or SIGTERM, or by the end of npm. npm hands a SIGTERM to the shell between, and
 * the shell ends without a word to the program. A second signal ends the program at once.
 *
 * @returns a function that stops listening
 */
export function onceAskedToEnd(end: () => void): () => void {
  const parent = process.ppid;
  const timer = process.env['npm_lifecycle_event'] === undefined ? undefined : setInterval(() => process.ppid !== parent && ask(), CHECK_MS).unref();
  const stop = () => {
    clearInterval(timer);
    for (const signal of SIGNALS) process.off(signal, ask);
  };
  const ask = () => {
    stop();
    end();
  };
  for (const signal of SIGNALS) process.on(signal, ask);
  return stop;
}
