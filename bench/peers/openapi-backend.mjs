/** Stock openapi-backend on Koa, as its own pages show: it validates requests, and answers in `postResponseHandler`. */
import { bodyParser } from '@koa/bodyparser';
import addFormats from 'ajv-formats';
import Koa from 'koa';
import { OpenAPIBackend } from 'openapi-backend';
import { at, documentFile, readOperation } from '../servers/listen.mjs';

const { operation, answer } = readOperation();
const api = new OpenAPIBackend({
  definition: documentFile,
  customizeAjv: (ajv) => {
    addFormats(ajv);
    return ajv;
  },
  handlers: {
    [operation.operationId]: async (c) => answer(c.request.requestBody),
    validationFail: async (c, ctx) => {
      ctx.status = 400;
      ctx.body = { err: c.validation.errors };
    },
    notFound: async (_c, ctx) => {
      ctx.status = 404;
      ctx.body = { err: 'not found' };
    },
    postResponseHandler: async (c, ctx) => {
      // Refusals were answered by their own handlers.
      if (c.response === undefined) return;
      ctx.set('Cache-Control', 'no-store');
      const result = c.api.validateResponse(c.response, c.operation, 200);
      const fields = c.api.validateResponseHeaders({ 'Cache-Control': 'no-store' }, c.operation, { statusCode: 200 });
      const errors = result.errors ?? fields.errors;
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
