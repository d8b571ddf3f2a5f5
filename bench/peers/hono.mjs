/** Hono on its adapter for Node, without validation. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { at, readOperation } from '../servers/listen.mjs';

const { path, method, answer } = readOperation();
const app = new Hono();
app.on(method.toUpperCase(), path, method === 'get' ? (c) => c.json(answer()) : async (c) => c.json(answer(await c.req.json())));
serve({ fetch: app.fetch, port: at.port, hostname: at.host });
