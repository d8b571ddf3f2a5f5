import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { until } from './wait.ts';

/** A reverse proxy in front of a server on this machine, which keeps its connections to the server and shares them between clients. */
export interface ReverseProxy {
  readonly port: number;
  stop(): Promise<void>;
}

const nginx = (port: number, upstream: number, folder: string) => `
daemon off; master_process off; pid ${folder}/pid; error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream service { server 127.0.0.1:${upstream}; keepalive 1; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_next_upstream off; }
  }
}`;

const haproxy = (port: number, upstream: number) => `
global
  maxconn 256
defaults
  mode http
  timeout client 10s
  timeout server 10s
  timeout connect 5s
  http-reuse always
frontend clients
  bind 127.0.0.1:${port}
  default_backend service
backend service
  server service 127.0.0.1:${upstream} pool-max-conn 1
`;

/** Each with the arguments that run it in the foreground; both are Debian packages of the same name. */
export const PROXIES = {
  nginx: { config: nginx, args: (file: string) => ['-c', file] },
  haproxy: { config: haproxy, args: (file: string) => ['-db', '-f', file] },
} as const;

export type ProxyName = keyof typeof PROXIES;

/** Starts a proxy in front of one server, with a configuration that tries to confuse its responses. */
export function startProxy(name: ProxyName, upstream: number): Promise<ReverseProxy> {
  return runProxy(name, (port, folder) => PROXIES[name].config(port, upstream, folder));
}

/**
 * Runs a proxy on a free port.
 *
 * @param config returns its configuration, with a folder for its files
 * @throws Error saying what to install where the program is missing, or what the program says of its configuration
 */
export async function runProxy(name: ProxyName, config: (port: number, folder: string) => string): Promise<ReverseProxy> {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const port = await freePort();
  const file = join(folder, 'config');
  await writeFile(file, config(port, folder));
  const child = spawn(name, PROXIES[name].args(file), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  let missing: NodeJS.ErrnoException | undefined;
  child.on('error', (error) => {
    missing = error;
  });
  await until(async () => {
    if (missing !== undefined) throw new Error(`${name} cannot be started (${missing.code}); install it, such as with apt-get install ${name}.`);
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${stderr}`);
    return isListening(port);
  });
  return { port, stop: () => stop(child, folder) };
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
  await rm(folder, { recursive: true, force: true });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
