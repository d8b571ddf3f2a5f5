/** Hono on its adapter for Node, without validation. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { at, readOperation } from '../servers/listen.mjs';

const { path, method, result } = readOperation();
const app = new Hono();
app.on(method.toUpperCase(), path, method === 'get' ? (c) => c.json(result()) : async (c) => c.json(result(await c.req.json())));
serve({ fetch: app.fetch, port: at.port, hostname: at.host });
