import { trace } from '@opentelemetry/api';
import type { Middleware } from 'koa';
import { compileTestDocument } from '../../../../test/support/documents.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../../../../test/support/otlp.ts';
import { raw } from '../../../../test/support/raw.ts';
import { until } from '../../../../test/support/wait.ts';
import { type ApiServer, createServer, type HandlerContext, type ServerLogger } from '../../src/index.ts';
import { createTracing } from '../../src/tracing/index.ts';
import { petsHandlers } from '../pets-handlers.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const operations = compileTestDocument('pets.yaml');
const lines: Record<string, unknown>[] = [];
const line = (level: string) => (details: object, message: string) => void lines.push({ level, message, ...details });
const logger = (bound: object): ServerLogger => ({
  child: (bindings) => logger({ ...bound, ...bindings }),
  debug: line('debug'),
  info: (details, message) => line('info')({ ...bound, ...details }, message),
  warn: line('warn'),
  error: line('error'),
});
const log = logger({});

const env = { ...process.env };
let collector: Collector;
let direct: ApiServer<never>;
let throughKoa: ApiServer<never>;
const origins: string[] = [];

beforeAll(async () => {
  collector = await startCollector();
  Object.assign(process.env, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  const tracing = createTracing({ service: { name: 'pets', version: '1.2.3' }, log });
  const tracer = trace.getTracer('handlers');
  const getPet = async (request: { params: { petId: number } }, context: HandlerContext) => {
    context.log.info({}, 'handling');
    await new Promise((resolve) => setTimeout(resolve, 5));
    tracer.startSpan('query').end();
    return petsHandlers.getPet(request as never);
  };
  const options = { operations, handlers: { ...petsHandlers, getPet } as never, log, tracing };
  const pass: Middleware = (_, next) => next();
  direct = await createServer<never>(options);
  throughKoa = await createServer<never>({ ...options, middleware: [pass] });
  for (const server of [direct, throughKoa]) origins.push(`http://127.0.0.1:${(await server.listen({ host: '127.0.0.1' })).port}`);
});
afterAll(async () => {
  for (const server of [direct, throughKoa]) {
    server.server.closeAllConnections();
    await server.close();
  }
  await collector.close();
  process.env = env;
});
beforeEach(() => {
  collector.spans.length = 0;
  lines.length = 0;
});

async function spans(count: number): Promise<ReceivedSpan[]> {
  await until(() => collector.spans.length >= count);
  return collector.spans;
}
const named = (all: readonly ReceivedSpan[], name: string) => all.find((span) => span.name === name) as ReceivedSpan;

describe.each([
  { name: 'without middleware', index: 0 },
  { name: 'with Koa middleware', index: 1 },
])('$name', ({ index }) => {
  test('a request is a span named by its route, with the attributes of the semantic conventions, in the trace of its client', async () => {
    const url = new URL(`${origins[index]}/pets/7?token=secret`);
    const response = await fetch(url, { headers: { traceparent: `00-${TRACE_ID}-${PARENT_ID}-01`, 'User-Agent': 'test' } });
    expect(response.status).toBe(200);
    const all = await spans(2);
    const span = named(all, 'GET /pets/{petId}');
    expect(span).toMatchObject({ traceId: TRACE_ID, parentSpanId: PARENT_ID, kind: 2, status: 0, events: [] });
    expect(span.durationMs).toBeGreaterThanOrEqual(4);
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/pets/{petId}',
      'http.response.status_code': 200,
      'url.path': '/pets/7',
      'url.scheme': 'http',
      'network.protocol.version': '1.1',
      'server.address': '127.0.0.1',
      'server.port': Number(url.port),
      'client.address': '127.0.0.1',
      'user_agent.original': 'test',
    });
    expect(span.resource).toMatchObject({ 'service.name': 'pets', 'service.version': '1.2.3', 'deployment.environment.name': 'test' });
    // What a handler traces belongs to it, also after it has waited.
    expect(named(all, 'query')).toMatchObject({ traceId: TRACE_ID, parentSpanId: span.spanId });
    expect(lines.map(({ message, traceId }) => [message, traceId])).toEqual([
      ['handling', TRACE_ID],
      ['request completed', TRACE_ID],
    ]);
    expect(new Set(collector.requests)).toEqual(new Set(['POST /v1/traces application/x-protobuf']));
  });

  test('a failure is an error with its exception, and a trace of its own without a client’s', async () => {
    expect((await fetch(`${origins[index]}/pets/500`)).status).toBe(500);
    const span = named(await spans(2), 'GET /pets/{petId}');
    expect(span).toMatchObject({ parentSpanId: '', status: 2, attributes: { 'http.response.status_code': 500, 'error.type': '500' } });
    expect(span.events).toMatchObject([{ name: 'exception', attributes: { 'exception.message': 'boom: a secret of the service' } }]);
    expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(lines.map(({ level, traceId }) => [level, traceId])).toEqual([
      ['info', span.traceId],
      ['error', span.traceId],
      ['info', span.traceId],
    ]);
  });
});

test('an unknown path and an unusual method make no name of their own', async () => {
  const port = Number(new URL(origins[0] as string).port);
  await raw({ port, send: ['GET /nope/1 HTTP/1.1\r\nHost: a\r\n\r\nPROPFIND /nope HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'] });
  const all = await spans(2);
  expect(all.map(({ name, status }) => [name, status])).toEqual([
    ['GET', 0],
    ['HTTP', 0],
  ]);
  expect(all[1]?.attributes).toMatchObject({ 'http.request.method': '_OTHER', 'http.request.method_original': 'PROPFIND', 'server.address': 'a' });
});

test('a client that does not sample its trace has none exported, but its id is in the log', async () => {
  await fetch(`${origins[0]}/pets/7`, { headers: { traceparent: `00-${TRACE_ID}-${PARENT_ID}-00` } });
  await fetch(`${origins[0]}/pets`);
  expect((await spans(1)).map(({ name }) => name)).toEqual(['GET /pets']);
  expect(lines[1]).toMatchObject({ message: 'request completed', traceId: TRACE_ID });
});
