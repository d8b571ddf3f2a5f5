/** Fastify without any validation: no schemas, its own JSON parser. */
import fastify from 'fastify';
import { at, readOperation } from '../servers/listen.mjs';

const { path, method, answer } = readOperation();
const app = fastify({ logger: false });
app.route({ url: path, method: method.toUpperCase(), handler: async (request) => answer(request.body) });
await app.listen(at);
