import pino from 'pino';
import { compile } from '../../../../test/support/documents.ts';
import { raw } from '../../../../test/support/raw.ts';
import { MINUTE_MS } from '../../../../test/support/wait.ts';
import { createServer } from '../../src/index.ts';

const SECRET = 'hunter2-never-logged';
const secured = (operationId: string, more: object = {}) => ({
  post: {
    operationId,
    security: [{ bearer: [], header: [], cookie: [], query: [] }],
    parameters: [
      { name: 'count', in: 'query', schema: { type: 'integer' } },
      { name: 'X-Code', in: 'header', schema: { type: 'integer' } },
    ],
    requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { pin: { type: 'integer' } } } } } },
    responses: {
      200: { description: 'd', content: { 'application/json': { schema: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } } } } },
    },
    ...more,
  },
});
const operations = compile(
  'log-secrets.json',
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: { '/good': secured('good'), '/failing': secured('failing'), '/invalid': secured('invalid') },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        header: { type: 'apiKey', in: 'header', name: 'X-Key' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
        query: { type: 'apiKey', in: 'query', name: 'key' },
      },
    },
  }),
);

const QUERY = `?key=${SECRET}`;
const CREDENTIALS = `Authorization: Bearer ${SECRET}\r\nX-Key: ${SECRET}\r\nCookie: sid=${SECRET}\r\nConnection: close\r\n`;
const json = (body: string) => `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const cases: { name: string; message: string; want: number }[] = [
  { name: 'a success', message: `POST /good${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 200 },
  { name: 'credentials that are rejected', message: `POST /good?key=${SECRET}x HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 401 },
  { name: 'an unknown path', message: `GET /nothing${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 404 },
  { name: 'an unknown path in absolute form', message: `GET http://a/nothing${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 404 },
  { name: 'an absolute form with a password', message: `GET http://ann:${SECRET}@a/nothing${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 400 },
  { name: 'a method that is not declared', message: `PUT /good${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 405 },
  { name: 'a media type that is not offered', message: `POST /good${QUERY} HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n${CREDENTIALS}\r\n`, want: 406 },
  { name: 'an invalid query parameter', message: `POST /good${QUERY}&count=${SECRET} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 400 },
  { name: 'an invalid header', message: `POST /good${QUERY} HTTP/1.1\r\nHost: a\r\nX-Code: ${SECRET}\r\n${CREDENTIALS}\r\n`, want: 400 },
  { name: 'an invalid body', message: `POST /good${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}${json(`{"pin":"${SECRET}"}`)}`, want: 400 },
  { name: 'a body that does not parse', message: `POST /good${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}${json(`{"pin":${SECRET}`)}`, want: 400 },
  { name: 'an escape that does not decode', message: `POST /good${QUERY}&count=%ff HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 400 },
  { name: 'a handler that throws', message: `POST /failing${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 500 },
  { name: 'a response that breaks the contract', message: `POST /invalid${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}\r\n`, want: 500 },
  { name: 'an expectation', message: `POST /good${QUERY} HTTP/1.1\r\nHost: a\r\nExpect: ${SECRET}\r\n${CREDENTIALS}\r\n`, want: 417 },
  { name: 'a malformed header', message: `POST /good${QUERY} HTTP/1.1\r\nHost: a\r\n${CREDENTIALS}: \r\n\r\n`, want: 400 },
  { name: 'a header section that is too large', message: `GET /good${QUERY} HTTP/1.1\r\nHost: a\r\nX-Key: ${SECRET.repeat(1000)}\r\n\r\n`, want: 431 },
  { name: 'a request target that is too long', message: `GET /good?key=${SECRET.repeat(1000)} HTTP/1.1\r\nHost: a\r\n\r\n`, want: 414 },
];

test.each(cases)('$name leaves no credential in the log', async ({ message, want }) => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
  const accept = ({ secret }: { secret: string }) => (secret === SECRET ? {} : undefined);
  const server = await createServer<never>({
    operations,
    handlers: {
      good: () => ({ status: 200, body: { id: 1 } }),
      failing: () => {
        throw new Error('the database is gone');
      },
      invalid: () => ({ status: 200, body: { id: SECRET } }),
    } as never,
    securityHandlers: { bearer: accept, header: accept, cookie: accept, query: accept } as never,
    log,
  });
  const { port } = await server.listen({ host: '127.0.0.1' });
  const { responses } = await raw({ port, send: [message], waitMs: MINUTE_MS });
  server.server.closeAllConnections();
  await server.close();
  expect(responses.map(({ status }) => status)).toEqual([want]);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => line.includes(SECRET))).toEqual([]);
});
