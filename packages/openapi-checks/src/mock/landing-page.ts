import { isObject, type JsonObject, joinPointer, METHODS } from '@petsage/openapi-compiler/internal';
import type { Resource } from '@petsage/openapi-koa';
import { objectMember, objectMembers, Side } from '../schemas/side.ts';

const HTML = 'text/html; charset=utf-8';
/** Where people look for a description of an API; the mock has one page for them. */
const PLACES = ['/docs', '/docs/', '/redoc', '/swagger'];

/**
 * What the mock serves beside the operations: a page at `/` that lists them, redirects to it from where documentation usually is, and the
 * document. Paths of the document come first.
 */
export function landingResources(document: JsonObject): Resource[] {
  const paths = isObject(document['paths']) ? Object.keys(document['paths']) : [];
  const page: Resource = { path: '/', type: HTML, load: () => Buffer.from(pageOf(document)) };
  const json: Resource = { path: '/openapi.json', type: 'application/json', load: () => Buffer.from(JSON.stringify(document)) };
  return [page, json, ...PLACES.map((path): Resource => ({ path, type: HTML, redirect: '/', load: () => Buffer.alloc(0) }))].filter(
    ({ path }) => !paths.includes(path),
  );
}

function pageOf(document: JsonObject): string {
  const info = objectMember(new Side('revision', document).object(''), 'info').value;
  const title = `Mock of ${info['title'] ?? 'an API'} ${info['version'] ?? ''}`.trim();
  const docs = isObject(document['externalDocs']) && typeof document['externalDocs']['url'] === 'string' ? document['externalDocs']['url'] : undefined;
  // Only addresses that a browser opens: a document may have any text there.
  const link = docs !== undefined && /^https?:/.test(docs) ? `<p><a href="${escaped(docs)}">Documentation</a></p>` : '';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<h1>${escaped(title)}</h1>
<p>This mock responds with the examples of <a href="/openapi.json">its document</a>. It has no state.</p>
${link}
<table>
<tr><th scope="col">operation<th scope="col">summary<th scope="col">statuses
${rows(document).join('\n')}
</table>
<p>The header <code>Prefer</code> selects a response: <code>code=404</code>, <code>example=NAME</code>, <code>dynamic=true</code> for made-up values, <code>delay=2s</code>.
`;
}

function rows(document: JsonObject): string[] {
  const root = new Side('revision', document);
  return [...objectMembers(root.object('/paths'))].flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      if (!isObject(item.value[method])) return [];
      const { value: operation } = root.object(joinPointer(item.pointer, method));
      const statuses = Object.keys(isObject(operation['responses']) ? operation['responses'] : {}).join(', ');
      const name = `${method.toUpperCase()} ${path}`;
      const cell = method === 'get' && !path.includes('{') ? `<a href="${escaped(path)}">${escaped(name)}</a>` : escaped(name);
      return [`<tr><td>${cell}<td>${escaped(String(operation['summary'] ?? ''))}<td>${escaped(statuses)}`];
    }),
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
