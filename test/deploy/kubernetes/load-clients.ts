/** Clients in the network of a node: `node load-clients.ts HOST PORT PAUSE_MS`, until standard input ends. Prints the outcome so far, a line each time. */
import { Load, type Target } from '../load.ts';

const PERIOD_MS = 250;
const TARGETS: readonly Target[] = [
  { method: 'GET', path: '/openapi.json', status: 200 },
  { method: 'GET', path: '/problems', status: 200 },
];

const [host, port, pauseMs] = process.argv.slice(2) as [string, string, string];
const load = new Load({ host, port: Number(port) }, TARGETS, Number(pauseMs));
const print = () => process.stdout.write(`${JSON.stringify(load.outcome)}\n`);
const timer = setInterval(print, PERIOD_MS);
process.stdin.resume().once('end', async () => {
  clearInterval(timer);
  await load.stop();
  print();
});
