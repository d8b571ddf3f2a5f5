import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json } from '@petsage/openapi-compiler/internal';
import { type ApiServer, createServer, type OperationsSpec } from '@petsage/openapi-koa';
import { encodeOperation, type InProcessRequest, sendInProcess } from '@petsage/openapi-koa/internal';
import type { OperationSpec } from '@petsage/openapi-koa/spec';
import type { Exercise, ExerciseRequest } from './exercise.ts';
import type { Reply } from './reply.ts';
import { encodedBody } from './request-bodies.ts';
import type { ValueSource } from './value-source.ts';

const REASON_LENGTH = 500;
/** Large enough for every value that is made up. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

/** What a handler got. */
export interface Received {
  readonly operationId: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** What came of a request. */
export interface Outcome {
  /** 0 if the connection failed. */
  readonly status: number;
  /** The body of the response, or why it is a 500. */
  readonly text: string;
  /** Undefined if no handler was called. */
  readonly received: Received | undefined;
}

interface State {
  reply?: Reply | undefined;
  received?: Received | undefined;
  /** What became a 500. */
  failure?: string | undefined;
}

/** The operations of a document with handlers that note what they get, and give the response they are told to. */
export class ServedApi {
  readonly #server: ApiServer<Record<string, never>>;
  readonly #state: State;

  private constructor(server: ApiServer<Record<string, never>>, state: State) {
    this.#server = server;
    this.#state = state;
  }

  static async of(operations: OperationsSpec): Promise<ServedApi> {
    const state: State = {};
    const handler = (operationId: string) => (request: Received['request']) => {
      state.received = { operationId, request };
      return state.reply;
    };
    const error = (details: { readonly err?: unknown }) => {
      state.failure = String(details.err ?? JSON.stringify(details));
    };
    const log = { child: () => log, debug: ignore, info: ignore, warn: ignore, error };
    const server = await createServer<Record<string, never>>({
      operations,
      handlers: Object.fromEntries(operations.list.map(({ operationId }) => [operationId, handler(operationId)])) as never,
      // Any credentials are accepted.
      securityHandlers: Object.fromEntries(Object.keys(operations.securitySchemes).map((name) => [name, () => true])),
      limits: { bodyLimitBytes: BODY_LIMIT_BYTES, eventLoopDelayMs: 0 },
      log: log as never,
    });
    return new ServedApi(server, state);
  }

  /** @param reply the response of the handler, if it is called */
  async send(request: InProcessRequest, reply: Reply | undefined): Promise<Outcome> {
    Object.assign(this.#state, { reply, received: undefined, failure: undefined });
    const { status, text } = await sendInProcess(this.#server.server, request).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      (error) => ({ status: 0, text: `the connection failed: ${error}` }),
    );
    const { failure, received } = this.#state;
    return { status, text: failure ?? text, received };
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

function ignore(): void {}

/** @param isAuthorized whether it has the credentials of the exercise */
export function encodeRequest({ spec, credentials }: Exercise, { sent, body }: ExerciseRequest, isAuthorized = true): Promise<InProcessRequest> {
  const { query, headers, cookies } = isAuthorized ? credentials : { query: {}, headers: {}, cookies: {} };
  return encodeOperation(spec as OperationSpec, '', {
    params: sent.params,
    query: { ...sent.query, ...query },
    headers: { ...sent.headers, ...headers },
    cookies: { ...sent.cookies, ...cookies },
    ...(body && { body: encodedBody(body, body.value), contentType: body.contentType }),
  });
}

/** Why a valid request was not served as it has to be; undefined if it was. */
export function faultOf(source: ValueSource, { operation, reply }: Exercise, { sent, body }: ExerciseRequest, outcome: Outcome): string | undefined {
  const { status, text, received } = outcome;
  if (reply === undefined) return undefined;
  if (received !== undefined && received.operationId !== operation.operationId) return `is routed to ${received.operationId}`;
  if (received === undefined || status !== reply.status) return `${status} instead of ${reply.status}: ${reasonOf(text)}`;
  for (const place of ['params', 'query', 'headers', 'cookies'] as const)
    for (const [name, value] of Object.entries(sent[place])) {
      const got = memberOf(received.request[place], name, place === 'headers');
      // Where a schema allows both, nothing tells one value from a list of one, or from its text.
      if (!isWithin(value, got) && !isWithin([value], got) && !isText(value, got))
        return `the handler gets ${name} as ${shown(got)} instead of ${shown(value)}`;
    }
  const isForm = body?.kind === 'urlencoded' || body?.kind === 'multipart';
  const isCompared = body !== undefined && body.kind !== 'binary' && !source.isReduced(body.value);
  if (isCompared && !isWithin(body.value, received.request['body'], isForm))
    return `the handler gets another body: ${shown(received.request['body'])} instead of ${shown(body.value)}`;
  // A response to HEAD has none.
  if (reply.schema === undefined || operation.method === 'head') return undefined;
  return isDeepStrictEqual(JSON.parse(text), reply.body)
    ? undefined
    : `the client gets another body: ${shown(JSON.parse(text))} instead of ${shown(reply.body)}`;
}

/** Of a problem, its violations. */
function reasonOf(text: string): string {
  const violations = /"violations":(.*)/s.exec(text)?.[1];
  return (violations ?? text).slice(0, REASON_LENGTH);
}

const shown = (value: unknown) => String(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each))).slice(0, 300);

function memberOf(values: unknown, name: string, ignoresCase: boolean): unknown {
  const entries = Object.entries((values ?? {}) as object);
  return entries.find(([other]) => other === name || (ignoresCase && other.toLowerCase() === name.toLowerCase()))?.[1];
}

/**
 * Whether a handler got a value, perhaps with defaults; a file is never compared.
 *
 * @param isForm whether members may be the texts of what was sent
 */
function isWithin(sent: Json, got: unknown, isForm = false): boolean {
  if (typeof got === 'object' && got !== null && 'stream' in got) return true;
  if (Array.isArray(sent)) return Array.isArray(got) && got.length === sent.length && sent.every((item, index) => isWithin(item, got[index], isForm));
  if (isObject(sent)) {
    const members = isObject(got as Json) ? (got as Record<string, unknown>) : undefined;
    return members !== undefined && Object.entries(sent).every(([name, member]) => isWithin(member as Json, members[name], isForm));
  }
  return typeof got === 'bigint' ? Number(got) === sent : got === sent || (isForm && isText(sent, got));
}

const isText = (sent: Json, got: unknown) => typeof sent !== 'object' && String(sent) === got;
