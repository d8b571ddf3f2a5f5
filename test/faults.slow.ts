import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { SMOKE_TEST_PATH } from './support/service.ts';
import { killGroup, type ShellService, startByShell } from './support/shell-service.ts';
import { MINUTE_MS, until } from './support/wait.ts';

const FAULTY = join(__dirname, 'support/faulty-service.ts');
const DESCRIPTORS = 64;

let service: ShellService;
afterEach(() => killGroup(service));

async function status(path: string, agent?: Agent): Promise<number | undefined> {
  const [response] = (await once(get({ host: '127.0.0.1', port: service.port(), path, ...(agent && { agent }) }), 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  return response.statusCode;
}

test(
  'without file descriptors left, open connections are served, and new ones once there are some again',
  async () => {
    service = await startByShell(`ulimit -n ${DESCRIPTORS}; exec "$@"`);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await status(SMOKE_TEST_PATH, agent)).toBe(200);
    let refused = 0;
    const sockets: Socket[] = [];
    for (let index = 0; index < 3 * DESCRIPTORS; index++) {
      const socket = connect(service.port(), '127.0.0.1')
        .on('error', () => undefined)
        .once('close', () => refused++);
      await once(socket, 'connect');
      sockets.push(socket);
    }
    // The system closes what cannot be accepted.
    await until(() => refused > DESCRIPTORS);
    for (let request = 0; request < 20; request++) expect(await status(SMOKE_TEST_PATH, agent)).toBe(200);
    for (const socket of sockets) socket.destroy();
    await until(async () => (await status(SMOKE_TEST_PATH).catch(() => 0)) === 200);
    // What was not loaded while no file could be opened is loaded now.
    expect(await status('/openapi.json')).toBe(200);
    agent.destroy();
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(service.log.filter(({ level }) => level === 'fatal' || level === 'error')).toEqual([]);
  },
  MINUTE_MS,
);

test(
  'out of memory, the process ends with 134 and the reason on standard error, and its supervisor starts it again',
  async () => {
    service = await startByShell('"$@"; echo "ended with $?" >&2; exec "$@"', {}, { args: ['--max-old-space-size=48', FAULTY] });
    expect(await status('/memory')).toBe(200);
    await until(() => service.log.filter(({ msg }) => msg === 'listening').length === 2, MINUTE_MS);
    expect(service.stderr()).toMatch(/FATAL ERROR: .*(?:heap out of memory|Allocation failed)/);
    expect(service.stderr()).toContain('ended with 134\n');
    expect(await status('/slow')).toBe(200);
  },
  2 * MINUTE_MS,
);
