/** Fastify with schemas for requests and responses, which also write the responses, and @fastify/response-validation. */
import responseValidation from '@fastify/response-validation';
import addFormats from 'ajv-formats';
import fastify from 'fastify';
import { at, readOperation } from '../servers/listen.mjs';

const { path, method, operation, result } = readOperation();
const schemaOf = (holder) => holder.content['application/json'].schema;
const app = fastify({ logger: false });
await app.register(responseValidation, { ajv: { plugins: [addFormats] } });
const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
const querystring = { type: 'object', properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])) };
app.route({
  url: path,
  method: method.toUpperCase(),
  schema: {
    querystring,
    ...(operation.requestBody && { body: schemaOf(operation.requestBody) }),
    response: { 200: schemaOf(operation.responses[200]) },
  },
  handler: async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
    return result(request.body);
  },
});
await app.listen(at);
