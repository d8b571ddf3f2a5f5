import { type Agent, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { formatDuration } from '@petsage/openapi-checks/lib';
import { networkFault } from './network-fault.ts';
import { SmokeFault } from './smoke-fault.ts';

/** A complete response. */
export interface HttpResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: IncomingMessage['headers'];
  /** Not decoded: its content coding has not been checked yet. */
  readonly body: Buffer;
  /** From the request to the end of the response. */
  readonly latencyMs: number;
}

/** Accepts no content coding (RFC 9110 section 12.5.3): a response that has one is not as negotiated. */
const FIELDS = { Accept: 'application/json', 'Accept-Encoding': 'identity', 'User-Agent': 'petsage-smoke' };
const LIMIT_BYTES = 16 * 1024 * 1024;

/** One connection to one instance of a service, for any number of requests. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #timeoutMs: number;

  /** @param timeoutMs for each request, including its connection and response */
  constructor(protocol: string, timeoutMs: number) {
    this.#agent = new (protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 });
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Requests JSON without a content coding. A redirection is a response like any other.
   *
   * @throws SmokeFault when no complete response arrives in time
   */
  async get(url: URL): Promise<HttpResponse> {
    try {
      return await this.#get(url);
    } catch (error) {
      // A server may close a connection while the next request is already on its way (RFC 9112 section 9.3.1); one retry is normal.
      if (error instanceof SmokeFault && error.kind === 'closed' && this.#reused) return await this.#get(url);
      throw error;
    }
  }

  /** Whether the last request reused a connection. */
  #reused = false;

  #get(url: URL): Promise<HttpResponse> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    let awaited = 'no connection';
    return new Promise((resolve, reject) => {
      const startMs = performance.now();
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const fail = (error: Error) =>
        reject(signal.aborted ? new SmokeFault('slow', `too slow: ${awaited} within ${formatDuration(this.#timeoutMs)}`) : networkFault(error, url));
      const request = send(url, { agent: this.#agent, signal, headers: FIELDS }, (response) => {
        awaited = 'no complete response';
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > LIMIT_BYTES) {
            reject(new SmokeFault('body', `the body has more than ${LIMIT_BYTES} bytes`));
            request.destroy();
          } else chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), latencyMs: performance.now() - startMs });
        });
      });
      request.on('socket', (socket) => {
        this.#reused = request.reusedSocket;
        const connected = () => {
          awaited = 'no response';
        };
        if (request.reusedSocket) connected();
        else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
      });
      request.on('error', fail);
      request.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
