import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { bodyDraft } from './bodies.ts';
import { chunked, headerValue, pathSegment, queryPairs } from './encode.ts';
import { expectationOf, FREE_FORM_TEXT } from './expectations.ts';
import { FAULTY_OPERATION, SECRET } from './handlers.ts';
import { type Draft, type Message, serialized } from './message.ts';
import { mutatedDraft } from './mutations.ts';
import type { Random } from './random.ts';
import { mutated, type Schema, Values } from './values.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
const CODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, 'x-gzip': gzipSync } as const;

/** An operation of the document. */
interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly hasHead: boolean;
  readonly definition: Schema;
}

/** What a handler has to get of a request, by place and name. */
export interface Given {
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
  readonly cookies: Record<string, unknown>;
  body?: unknown;
}

/** Makes requests out of a document: valid ones, and ones with a fault or some. */
export class Requests {
  readonly #random: Random;
  readonly #values: Values;
  readonly #operations: readonly Operation[];

  constructor(random: Random, document: Schema) {
    this.#random = random;
    this.#values = new Values(random, document);
    this.#operations = Object.entries(document['paths'] as Record<string, Schema>).flatMap(([path, item]) =>
      METHODS.filter((method) => method in item).map((method) => {
        const definition = item[method] as Schema;
        return { operationId: String(definition['operationId']), method: method.toUpperCase(), path, hasHead: 'head' in item, definition };
      }),
    );
  }

  /** A request whose response tells that its connection is in step. */
  marker(id: string): Message {
    const draft: Draft = {
      method: 'GET',
      target: `/marker/${id}`,
      version: '1.1',
      headers: [
        ['Host', 'a'],
        ['X-Request-Id', id],
      ],
      body: undefined,
      framing: 'length',
    };
    const want = `${id} ${id}`;
    return this.#message(draft, id, {
      check: ({ status, body }) => (status === 200 && body.toString() === want ? undefined : `the marker got ${status} ${body.toString().slice(0, 100)}`),
    });
  }

  /** @param mayFail whether the handlers that fail on purpose are among those that are called */
  valid(id: string, mayFail: boolean): Message {
    const operation = this.#operation(mayFail);
    const { draft, given } = this.#draft(operation, id);
    this.#vary(draft, operation);
    const check = expectationOf(operation.operationId, given, draft);
    const isFaulty = operation.operationId === FAULTY_OPERATION;
    return this.#message(draft, id, { check, isFaulty, mayClose: mayClose(operation, draft), mayCut: isFaulty, isEarly: EARLY.has(operation.operationId) });
  }

  /** A well-formed message, of which nobody knows what the service makes of it. */
  invalid(id: string): Message {
    const random = this.#random;
    const operation = this.#operation(false);
    const { draft } = this.#draft(operation, id, random.chance(0.5));
    this.#vary(draft, operation);
    for (let count = 1 + random.below(2); count > 0; count--) mutatedDraft(random, draft);
    return this.#message(draft, id, { mayClose: true, mayCut: EARLY.has(operation.operationId), isEarly: EARLY.has(operation.operationId) });
  }

  #operation(mayFail: boolean): Operation {
    const operation = this.#random.pick(this.#operations);
    return operation.operationId === FAULTY_OPERATION && !mayFail ? this.#operation(mayFail) : operation;
  }

  #message(draft: Draft, id: string, rest: Partial<Message>): Message {
    const bytes = serialized(draft, (content) => chunked(this.#random, content));
    const expectsContinue = draft.headers.some(([name, value]) => name === 'Expect' && value.includes('100-continue'));
    return {
      id,
      method: draft.method,
      bytes,
      mayClose: false,
      mayCut: false,
      isEarly: false,
      isFaulty: false,
      expectsContinue,
      check: () => undefined,
      ...rest,
    };
  }

  /** @param isDamaged whether values of parameters and of the body are changed */
  #draft({ method, path, definition }: Operation, id: string, isDamaged = false): { draft: Draft; given: Given } {
    const random = this.#random;
    const given: Given = { params: {}, query: {}, headers: {}, cookies: {} };
    const query: string[] = [];
    const headers: [string, string][] = [
      ['Host', random.pick(['a', 'localhost:80', '[::1]:8080', 'api.example'])],
      ['X-Request-Id', id],
    ];
    const cookies: string[] = [];
    let target = path;
    for (const parameter of (definition['parameters'] ?? []) as Schema[]) {
      const { name, in: place, required = false } = parameter as { name: string; in: string; required?: boolean };
      if (!required && random.chance(0.5)) continue;
      const {
        content,
        schema,
        style = place === 'query' || place === 'cookie' ? 'form' : 'simple',
        explode = style === 'form',
      } = parameter as Record<string, never>;
      const made = this.#values.valid(schema ?? content?.['application/json']?.['schema'], textFor(random, place, name));
      const value = isDamaged && random.chance(0.3) ? mutated(random, made) : made;
      if (place === 'path') {
        given.params[name] = value;
        const segments =
          parameter['x-multi-segment'] === true
            ? String(value)
                .split('/')
                .map((part) => pathSegment(name, style, part))
                .join('/')
            : pathSegment(name, style, value);
        target = target.replace(`{${name}}`, () => segments);
      } else if (place === 'query') {
        given.query[name] = value;
        query.push(queryPairs(name, style, explode, content === undefined ? value : JSON.stringify(value)));
      } else if (place === 'header') {
        given.headers[name] = value;
        headers.push([name, headerValue(value)]);
      } else {
        given.cookies[name] = value;
        cookies.push(`${name}=${headerValue(value).replace(/[;",\\ ]/g, '')}`);
      }
    }
    for (const scheme of Object.keys(random.pick((definition['security'] ?? [{}]) as Schema[]))) addCredentials(scheme, query, headers, cookies);
    if (cookies.length > 0) headers.push(['Cookie', cookies.join('; ')]);
    const pairs = query.filter((pair) => pair !== '').join('&');
    const draft: Draft = {
      method,
      target: pairs === '' ? target : `${target}?${pairs}`,
      version: '1.1',
      headers,
      body: undefined,
      framing: random.chance(0.3) ? 'chunked' : 'length',
    };
    const { requestBody } = definition as Record<string, Schema>;
    if (requestBody !== undefined && (requestBody['required'] === true || random.chance(0.7)))
      given.body = bodyDraft(random, this.#values, draft, requestBody['content'] as Schema, isDamaged);
    return { draft, given };
  }

  /** What a request may have beside what its operation describes. */
  #vary(draft: Draft, { method, hasHead, operationId }: Operation): void {
    const random = this.#random;
    const { headers, body } = draft;
    if (method === 'GET' && !hasHead && random.chance(0.06)) draft.method = 'HEAD';
    if (random.chance(0.1)) headers.push(['Origin', 'https://page.example']);
    if (random.chance(0.1)) headers.push(['Accept', '*/*']);
    if (random.chance(0.1)) headers.push([`X-${random.word()}`, headerValue(random.text(0, 60))]);
    if (random.chance(0.03)) draft.target = `http://api.example${draft.target}`;
    if (random.chance(0.1) && operationId !== 'getClosed' && operationId !== 'getFree')
      draft.target += `${draft.target.includes('?') ? '&' : '?'}undeclared=${encodeURIComponent(random.text())}`;
    if (random.chance(0.06)) headers.push(['Connection', random.pick(['close', 'keep-alive'])]);
    if (random.chance(0.02)) Object.assign(draft, { version: '1.0', framing: 'length' });
    if (body === undefined && random.chance(0.05)) draft.body = random.chance(0.5) ? Buffer.alloc(0) : draft.body;
    if (body !== undefined && random.chance(0.15)) {
      const coding = random.pick(Object.keys(CODERS) as (keyof typeof CODERS)[]);
      headers.push(['Content-Encoding', coding]);
      draft.body = CODERS[coding](body);
    }
    if (body !== undefined && draft.version === '1.1' && random.chance(0.08)) headers.push(['Expect', '100-continue']);
  }
}

/** Operations whose response may be sent before the body is read. */
const EARLY: ReadonlySet<string> = new Set(['putBytes', 'dropBytes']);

/** Whether the client asks for it, or leaves the service no other way. */
function mayClose({ operationId }: Operation, { version, headers }: Draft): boolean {
  const connection = headers.findLast(([name]) => name === 'Connection')?.[1];
  return connection === 'close' || version === '1.0' || EARLY.has(operationId);
}

/** Strings that the place can carry, and that do not look like something else there. */
function textFor(random: Random, place: string, name: string): () => string {
  if (place === 'header' || place === 'cookie') return () => random.word();
  if (place === 'path')
    return () =>
      name === 'path'
        ? Array.from({ length: random.between(1, 4) }, () => random.word() + random.text(0, 3).replaceAll('/', '')).join('/')
        : random.word() + random.text(0, 5);
  return FREE_FORM_TEXT.has(name) ? () => random.text() : () => random.word();
}

function addCredentials(scheme: string, query: string[], headers: [string, string][], cookies: string[]): void {
  if (scheme === 'headerKey') headers.push(['X-Key', SECRET]);
  else if (scheme === 'queryKey') query.push(`key=${SECRET}`);
  else if (scheme === 'cookieKey') cookies.push(`key=${SECRET}`);
  else if (scheme === 'basic') headers.push(['Authorization', `Basic ${Buffer.from(`ann:${SECRET}`).toString('base64')}`]);
  else headers.push(['Authorization', `Bearer ${SECRET}`]);
}
