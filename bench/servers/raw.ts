/** node:http and nothing else, answering what the smoke test answers. */
import { createServer } from 'node:http';

createServer((_req, res) => {
  const body = JSON.stringify({ status: 'ok', message: 'PetSage system is purring happily!', timestamp: new Date().toISOString() });
  res.setHeader('Content-Type', 'application/json');
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.end(body);
}).listen(Number(process.env['PORT']), '127.0.0.1');
