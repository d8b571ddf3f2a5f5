import { Agent, createServer, type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http';
import { request as requestOverTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { DeclaredStatuses } from './declared-statuses.ts';

/** Nobody reads more than this. */
const MAX_FAULTS = 20;

/** A proxy in front of a service that forwards every message unchanged and checks every status against the document. */
export interface RecordingProxy {
  readonly origin: string;
  /** The number of responses. */
  readonly responses: number;
  /** A line for each kind of fault. */
  readonly faults: readonly string[];
  close(): void;
}

/**
 * Starts a recording proxy on a free port of loopback.
 *
 * A proxy in front of it, such as Prism's, may replace a response; this one sees what the service sent.
 *
 * @param origin where the service listens
 */
export async function startRecordingProxy(origin: string, document: JsonObject): Promise<RecordingProxy> {
  const expected = new DeclaredStatuses(document);
  const faults = new Map<string, string>();
  let responses = 0;
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    forward(origin, agent, incoming, outgoing, (status) => {
      responses++;
      const method = incoming.method ?? '';
      const reason = status === undefined ? 'no response' : expected.fault(method, incoming.url ?? '', status);
      if (reason !== undefined && faults.size < MAX_FAULTS) {
        const kind = `${method} ${reason}`;
        if (!faults.has(kind)) faults.set(kind, `${method} ${incoming.url}: ${reason}`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get responses() {
      return responses;
    },
    get faults() {
      return [...faults.values()];
    },
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

function forward(origin: string, agent: Agent, incoming: IncomingMessage, outgoing: ServerResponse, onStatus: (status: number | undefined) => void): void {
  const base = new URL(origin);
  const secure = base.protocol === 'https:';
  const upstream = (secure ? requestOverTls : requestOf)(
    {
      ...(secure ? {} : { agent }),
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      method: incoming.method,
      path: `${base.pathname === '/' ? '' : base.pathname}${incoming.url}`,
      headers: secure ? withHost(incoming.rawHeaders, base.host) : incoming.rawHeaders,
    },
    (response) => {
      onStatus(response.statusCode);
      outgoing.writeHead(response.statusCode ?? 0, response.statusMessage, response.rawHeaders);
      response.pipe(outgoing);
    },
  );
  upstream.on('error', () => {
    if (!outgoing.headersSent) onStatus(undefined);
    outgoing.destroy();
  });
  incoming.pipe(upstream);
}

/** Behind TLS, the host name selects the service (RFC 9110 section 4.2.2). */
function withHost(rawHeaders: readonly string[], host: string): string[] {
  return rawHeaders.map((text, index) => (index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host' ? host : text));
}
