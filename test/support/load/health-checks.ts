/**
 * One health check after the other, each on a connection of its own: `health-checks.ts PORT [PATH [PAUSE_MS]]`. Prints a line with the status when one
 * ends, 0 for one that failed; ends with its standard input.
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const port = Number(process.argv[2]);
const path = process.argv[3] ?? '/api/v1/smoke-test';
const pauseMs = Number(process.argv[4] ?? 20);

process.stdin.resume().on('end', () => process.exit());
while (true) {
  process.stdout.write(`${await check()}\n`);
  await sleep(pauseMs);
}

async function check(): Promise<number> {
  try {
    const [response] = (await once(get({ port, host: '127.0.0.1', path, agent: false }), 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return response.statusCode ?? 0;
  } catch {
    return 0;
  }
}
