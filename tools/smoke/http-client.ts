import { type Agent, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { formatDuration } from './duration.ts';
import { networkFault } from './network-fault.ts';
import { SmokeFault } from './smoke-fault.ts';

/** An answer, complete. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: IncomingMessage['headers'];
  /** As it came: whoever reads it looks at its coding first. */
  readonly body: Buffer;
  /** From the request to the end of the answer. */
  readonly latencyMs: number;
}

/** No coding is asked for (RFC 9110 section 12.5.3): an answer that says it has one is not as negotiated. */
const FIELDS = { Accept: 'application/json', 'Accept-Encoding': 'identity', 'User-Agent': 'petsage-smoke' };
const LIMIT_BYTES = 16 * 1024 * 1024;

/** One connection to one instance of a service, kept for as many requests as wanted. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #timeoutMs: number;

  /** @param timeoutMs for each request, its connection and its answer */
  constructor(protocol: string, timeoutMs: number) {
    this.#agent = new (protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 });
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Asks for a JSON answer without a content coding. Redirections are answers like any other.
   *
   * @throws SmokeFault when none came, complete and in time
   */
  async get(url: URL): Promise<Answer> {
    try {
      return await this.#get(url);
    } catch (error) {
      // A server may close a connection while the next request is already on its way (RFC 9112 section 9.3.1); once is no fault.
      if (error instanceof SmokeFault && error.kind === 'closed' && this.#reused) return await this.#get(url);
      throw error;
    }
  }

  /** Whether the last request went over a connection that another had used. */
  #reused = false;

  #get(url: URL): Promise<Answer> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    let awaited = 'no connection';
    return new Promise((resolve, reject) => {
      const startMs = performance.now();
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const fail = (error: Error) =>
        reject(signal.aborted ? new SmokeFault('slow', `too slow: ${awaited} within ${formatDuration(this.#timeoutMs)}`) : networkFault(error, url));
      const request = send(url, { agent: this.#agent, signal, headers: FIELDS }, (response) => {
        awaited = 'no complete answer';
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
          awaited = 'no answer';
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
