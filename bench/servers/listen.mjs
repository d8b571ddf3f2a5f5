import { readFileSync } from 'node:fs';
import { results } from './results.mjs';

/** Where every server under test listens. */
export const at = { port: Number(process.env.PORT), host: '127.0.0.1' };

/** The OpenAPI document whose one operation a server is started for: its first argument. */
export const documentFile = process.argv[2];

/** The document, references resolved; it has no cycles. Examples are left out: to Ajv they are unknown keywords. */
export function readDocument() {
  const root = JSON.parse(readFileSync(documentFile, 'utf8'));
  const resolved = (node) => {
    if (Array.isArray(node)) return node.map(resolved);
    if (typeof node !== 'object' || node === null) return node;
    if (node.$ref !== undefined) {
      const path = node.$ref.slice(2).split('/');
      return resolved(path.reduce((parent, key) => parent[key], root));
    }
    return Object.fromEntries(Object.entries(node).flatMap(([key, value]) => (key === 'example' ? [] : [[key, resolved(value)]])));
  };
  return resolved(root);
}

/** The document's one operation: `{ path, method, operation, result }`, the method in lower case; `result(body, request)` is what a handler returns. */
export function readOperation() {
  const [[path, item]] = Object.entries(readDocument().paths);
  const [[method, operation]] = Object.entries(item);
  return { path, method, operation, result: results[operation.operationId] };
}
