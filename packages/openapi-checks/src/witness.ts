import { Agent, createServer, type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http';
import { request as requestOverTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { DeclaredStatuses } from './declared-statuses.ts';

/** Everything beyond is more of the same. */
const MAX_FAULTS = 20;

/** Stands before a service, hands on every message as it is, and holds every status against the document. */
export interface Witness {
  readonly origin: string;
  /** How many requests were answered. */
  readonly answered: number;
  /** A line for each kind of fault. */
  readonly faults: readonly string[];
  close(): void;
}

/**
 * Starts a witness on a free port of loopback.
 *
 * What stands before it, such as Prism's proxy, may replace an answer; what the service itself said is seen here.
 *
 * @param origin where the service listens
 */
export async function startWitness(origin: string, document: JsonObject): Promise<Witness> {
  const expected = new DeclaredStatuses(document);
  const faults = new Map<string, string>();
  let answered = 0;
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    handOn(origin, agent, incoming, outgoing, (status) => {
      answered++;
      const method = incoming.method ?? '';
      const reason = status === undefined ? 'no answer' : expected.fault(method, incoming.url ?? '', status);
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
    get answered() {
      return answered;
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

function handOn(origin: string, agent: Agent, incoming: IncomingMessage, outgoing: ServerResponse, seen: (status: number | undefined) => void): void {
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
    (answer) => {
      seen(answer.statusCode);
      outgoing.writeHead(answer.statusCode ?? 0, answer.statusMessage, answer.rawHeaders);
      answer.pipe(outgoing);
    },
  );
  upstream.on('error', () => {
    if (!outgoing.headersSent) seen(undefined);
    outgoing.destroy();
  });
  incoming.pipe(upstream);
}

/** Behind TLS a name chooses the service (RFC 9110 section 4.2.2). */
function withHost(rawHeaders: readonly string[], host: string): string[] {
  return rawHeaders.map((text, index) => (index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host' ? host : text));
}
