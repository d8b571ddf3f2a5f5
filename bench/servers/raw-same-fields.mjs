/** node:http with the header fields that PetSage API sends, written in one piece: what its contract can at best cost nothing beside. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { at } from './listen.mjs';
import { results } from './results.mjs';

createServer((_req, res) => {
  const body = JSON.stringify(results.getSmokeTest());
  const fields = ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'X-Request-Id', randomUUID(), 'X-Content-Type-Options', 'nosniff'];
  res.writeHead(200, [...fields, 'Content-Length', String(Buffer.byteLength(body))]);
  res.end(body);
}).listen(at);
