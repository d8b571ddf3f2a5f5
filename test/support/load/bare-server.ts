/** A bare `node:http` server with the paths that a flood requests, to compare the service with. Prints its port; ends with its standard input. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const [documentBytes = '5000'] = process.argv.slice(2);
const document = Buffer.alloc(Number(documentBytes), 'x');
const body = JSON.stringify({ status: 'ok', message: 'x'.repeat(37), timestamp: '2026-01-15T09:30:00.000Z' });

const server = createServer((req, res) => {
  if (req.url === '/api/v1/smoke-test') res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
  else if (req.url === '/openapi.json') res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': document.length }).end(document);
  else res.writeHead(404, { 'Content-Length': 0 }).end();
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.resume().on('end', () => process.exit());
