/** busboy on node:http: the bytes of the file of a form, counted as they come. Nothing is validated. */
import { createServer } from 'node:http';
import busboy from 'busboy';
import { at } from '../servers/listen.mjs';
import { bytesOf } from '../servers/results.mjs';

createServer((req, res) => {
  const form = busboy({ headers: req.headers });
  let bytes;
  form.on('file', (_name, file) => {
    bytes = bytesOf(file);
  });
  form.on('close', async () => {
    const body = JSON.stringify({ bytes: await bytes });
    res.setHeader('Content-Type', 'application/json');
    res.setHeader('Content-Length', Buffer.byteLength(body));
    res.end(body);
  });
  req.pipe(form);
}).listen(at);
