/** node:http with the header fields that PetSage API sends, written in one piece: what its contract can at best cost nothing beside. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

createServer((_req, res) => {
  const body = JSON.stringify({ status: 'ok', message: 'PetSage system is purring happily!', timestamp: new Date().toISOString() });
  const fields = ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'X-Request-Id', randomUUID(), 'X-Content-Type-Options', 'nosniff'];
  res.writeHead(200, [...fields, 'Content-Length', String(Buffer.byteLength(body))]);
  res.end(body);
}).listen(Number(process.env['PORT']), '127.0.0.1');
