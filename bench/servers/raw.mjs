/** node:http and nothing else. */
import { createServer } from 'node:http';
import { at, readOperation } from './listen.mjs';

const { method, result } = readOperation();

function send(res, value) {
  const body = JSON.stringify(value);
  res.setHeader('Content-Type', 'application/json');
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.end(body);
}

const listener =
  method === 'get'
    ? (_req, res) => send(res, result())
    : (req, res) => {
        const chunks = [];
        req.on('data', (chunk) => chunks.push(chunk));
        req.on('end', () => send(res, result(JSON.parse(Buffer.concat(chunks).toString()))));
      };
createServer(listener).listen(at);
