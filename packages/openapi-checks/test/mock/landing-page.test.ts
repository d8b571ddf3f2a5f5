import type { JsonObject } from '../../../openapi-compiler/src/json.ts';
import { landingResources } from '../../src/mock/landing-page.ts';

const document = (paths: object, more: object = {}) =>
  ({ openapi: '3.0.3', info: { title: 'Pets & <b>friends</b>', version: '1' }, paths, ...more }) as unknown as JsonObject;
const operation = (summary: string) => ({ summary, responses: { 200: { description: 'd' }, default: { description: 'd' } } });
const page = (root: JsonObject) =>
  landingResources(root)
    .find(({ path }) => path === '/')
    ?.load()
    .toString() ?? '';

test('the page lists every operation with its statuses, and links to those that a browser can call', () => {
  const text = page(document({ '/pets': { get: operation('Lists'), post: operation('Adds') }, '/pets/{id}': { get: operation('Reads') } }));
  expect(text.match(/<tr><td>.*/g)).toEqual([
    '<tr><td><a href="/pets">GET /pets</a><td>Lists<td>200, default',
    '<tr><td>POST /pets<td>Adds<td>200, default',
    '<tr><td>GET /pets/{id}<td>Reads<td>200, default',
  ]);
});

test('text of the document is no markup, and only an http address is a link', () => {
  const text = page(document({ '/a': { get: operation('<script>') } }, { externalDocs: { url: 'javascript:alert(1)' } }));
  expect(text).not.toMatch(/<script>|<b>|javascript:/);
  expect(page(document({}, { externalDocs: { url: 'https://docs.example/' } }))).toContain('<a href="https://docs.example/">');
});

test('places of documentation lead to the page, unless the document declares them', () => {
  const paths = (root: JsonObject) => landingResources(root).map(({ path, redirect }) => `${path}${redirect === undefined ? '' : ` ${redirect}`}`);
  expect(paths(document({}))).toEqual(['/', '/openapi.json', '/docs /', '/docs/ /', '/redoc /', '/swagger /']);
  expect(paths(document({ '/': {}, '/docs': {} }))).toEqual(['/openapi.json', '/docs/ /', '/redoc /', '/swagger /']);
});
