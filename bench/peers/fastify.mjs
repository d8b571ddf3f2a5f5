/** Fastify without any validation: no schemas, its own JSON parser. */
import fastify from 'fastify';
import { at, readOperation } from '../servers/listen.mjs';

const { path, method, result } = readOperation();
const app = fastify({ logger: false });
app.route({ url: path, method: method.toUpperCase(), handler: async (request) => result(request.body) });
await app.listen(at);
