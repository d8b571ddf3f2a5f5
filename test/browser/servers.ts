import { once } from 'node:events';
import { createServer, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort, startNode, untilListening } from '@petsage/openapi-checks/lib';
import { ROOT } from '../../tools/lib/root.ts';

const START_TIMEOUT_MS = 30_000;

/** Something that pages come from, or call. */
export interface Site {
  /** Without a trailing slash. */
  readonly url: string;
  close(): void;
}

/**
 * The service in a process of its own, on a port that the system chooses.
 *
 * @param publicUrl where clients reach it, if not where it listens
 */
export async function startService(publicUrl = ''): Promise<Site> {
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'info', PUBLIC_URL: publicUrl };
  const service = startNode([join(ROOT, 'src/main.ts')], ['ignore', 'pipe', 'inherit'], env);
  const ended = once(service, 'exit').then(([code]) => {
    throw new Error(`The service ended with ${code}.`);
  });
  ended.catch(() => undefined);
  const listening = new Promise<number>((resolve) => {
    let text = '';
    service.stdout?.on('data', (chunk) => {
      text += chunk;
      const port = /"port":(\d+).*"msg":"listening"/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
  const port = await Promise.race([listening, ended]);
  // As the service calls itself.
  return { url: `http://localhost:${port}`, close: () => void service.kill('SIGKILL') };
}

/** `npm run mock`. */
export async function startMock(): Promise<Site> {
  const port = await freePort();
  const mock = startNode(
    [join(ROOT, 'packages/openapi-checks/src/cli.ts'), 'mock', '--document', join(ROOT, 'openapi/openapi.yaml'), '--port', String(port)],
    ['ignore', 'ignore', 'inherit'],
  );
  await untilListening(port, '127.0.0.1', mock, START_TIMEOUT_MS);
  return { url: `http://127.0.0.1:${port}`, close: () => void mock.kill('SIGTERM') };
}

/** The documentation of another document, without a service behind it. */
export async function startDocumentation(document: { readonly info: { readonly title: string } }): Promise<Site> {
  // Late, so that --help stays fast.
  const [{ ContractApp, serveResources }, { docsPages, redocPages }] = await Promise.all([import('@petsage/openapi-koa'), import('@petsage/openapi-koa/docs')]);
  const { title } = document.info;
  const app = new ContractApp({ problemBase: () => 'about:blank', bodyLimitBytes: 0 });
  const files = [
    { path: '/openapi.json', type: 'application/json', load: () => Buffer.from(JSON.stringify(document)) },
    { path: '/favicon.svg', type: 'image/svg+xml', load: () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
  ];
  app.use(serveResources([...docsPages({ title }), ...redocPages({ title }), ...files], 0));
  return listen(app.callback());
}

/** A page of another origin, with nothing on it. */
export function startBlank(): Promise<Site> {
  return listen((_incoming, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>elsewhere</title><link rel="icon" href="data:,">');
  });
}

/**
 * A reverse proxy that puts a path in front of another site.
 *
 * @param prefix such as `/petsage`
 * @param target asked at each request, as the service behind has to know the proxy's address first
 */
export async function startProxy(prefix: string, target: () => string): Promise<Site> {
  const site = await listen((incoming, response) => {
    if (!incoming.url?.startsWith(`${prefix}/`)) return void response.writeHead(404).end();
    const { method, headers } = incoming;
    const outgoing = request(target() + incoming.url.slice(prefix.length), { method, headers }, (upstream) => {
      response.writeHead(upstream.statusCode ?? 502, upstream.headers);
      upstream.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  return { ...site, url: `${site.url}${prefix}` };
}

async function listen(listener: RequestListener): Promise<Site> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
