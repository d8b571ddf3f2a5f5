/** Express with express-openapi-validator, requests and responses validated. */
import express from 'express';
import { middleware } from 'express-openapi-validator';
import { at, documentFile, readOperation } from '../servers/listen.mjs';

const { path, method, result } = readOperation();
const app = express();
app.use(express.json({ limit: '1mb' }));
app.use(middleware({ apiSpec: documentFile, validateRequests: true, validateResponses: true }));
app[method](path, (req, res) => {
  res.set('Cache-Control', 'no-store').json(result(req.body));
});
app.use((error, _req, res, _next) => {
  res.status(error.status ?? 500).json({ message: error.message, errors: error.errors });
});
app.listen(at.port, at.host);
