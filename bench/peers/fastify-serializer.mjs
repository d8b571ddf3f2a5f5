/** Fastify with a schema for the response, which writes it without validating it. */
import fastify from 'fastify';
import { at, readOperation } from '../servers/listen.mjs';

const { path, method, operation, result } = readOperation();
const app = fastify({ logger: false });
app.route({
  url: path,
  method: method.toUpperCase(),
  schema: { response: { 200: operation.responses[200].content['application/json'].schema } },
  handler: async (request) => result(request.body),
});
await app.listen(at);
