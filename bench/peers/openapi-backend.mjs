/** Stock openapi-backend on Koa, as its own pages show: it validates requests, and responses in `postResponseHandler`. */
import { bodyParser } from '@koa/bodyparser';
import addFormats from 'ajv-formats';
import Koa from 'koa';
import { OpenAPIBackend } from 'openapi-backend';
import { at, documentFile, readOperation } from '../servers/listen.mjs';

const { operation, result } = readOperation();
const api = new OpenAPIBackend({
  definition: documentFile,
  customizeAjv: (ajv) => {
    addFormats(ajv);
    return ajv;
  },
  handlers: {
    [operation.operationId]: async (c) => result(c.request.requestBody),
    validationFail: async (c, ctx) => {
      ctx.status = 400;
      ctx.body = { err: c.validation.errors };
    },
    notFound: async (_c, ctx) => {
      ctx.status = 404;
      ctx.body = { err: 'not found' };
    },
    postResponseHandler: async (c, ctx) => {
      // A refused request has its response from a handler of its own.
      if (c.response === undefined) return;
      ctx.set('Cache-Control', 'no-store');
      const validation = c.api.validateResponse(c.response, c.operation, 200);
      const fields = c.api.validateResponseHeaders({ 'Cache-Control': 'no-store' }, c.operation, { statusCode: 200 });
      const errors = validation.errors ?? fields.errors;
      ctx.status = errors ? 502 : 200;
      ctx.body = errors ? { err: errors } : c.response;
    },
  },
});
await api.init();

const app = new Koa();
app.use(bodyParser());
app.use((ctx) =>
  api.handleRequest(
    { method: ctx.request.method, path: ctx.request.path, body: ctx.request.body, query: ctx.request.query, headers: ctx.request.headers },
    ctx,
  ),
);
app.listen(at);
