import { join } from 'node:path';
import { parse } from 'yaml';
import { contractProblems } from '../../src/contract/index.ts';
import { createPages } from '../../src/pages/pages.ts';

const documentFolder = join(__dirname, '../../generated');
const problems = [...Object.values(contractProblems), { code: 'odd', status: 499, title: '<b>"odd" & \'bad\'</b>', remedy: 'Send `<a>`.' }];
const pages = (publicUrl?: string) => new Map(createPages({ documentFolder, publicUrl, problems }).map((page) => [page.path, page]));
const text = (path: string, publicUrl?: string) => pages(publicUrl).get(path)?.load().toString() ?? '';

describe('the served document', () => {
  const cases = [
    { name: 'names the origin it came from', publicUrl: undefined, want: [{ url: '/' }] },
    { name: 'names the public address, if there is one', publicUrl: 'https://api.example/v2?$&', want: [{ url: 'https://api.example/v2?$&' }] },
  ];
  test.each(cases)('$name, in JSON and YAML alike', ({ publicUrl, want }) => {
    const json = JSON.parse(text('/openapi.json', publicUrl));
    expect(json.servers).toEqual(want);
    expect(parse(text('/openapi.yaml', publicUrl))).toEqual(json);
  });

  test('is the committed one in all else', () => {
    const { servers: _, ...committed } = require('../../generated/openapi.json');
    const { servers: __, ...served } = JSON.parse(text('/openapi.json'));
    expect(served).toEqual(committed);
  });
});

test('/ leads to the interactive page', () => {
  expect(pages().get('/')?.redirect).toBe('docs');
});

test.each(['/docs', '/problems'])('%s loads nothing from another host, and its policy sees to that', (path) => {
  const page = pages().get(path);
  expect(page?.headers?.['Content-Security-Policy']).toMatch(/^default-src 'none';/);
  expect(page?.headers?.['Content-Security-Policy']).not.toMatch(/https?:|\*/);
  expect(page?.load().toString()).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});

test('everything that the interactive page refers to is served', () => {
  const referred = [...text('/docs').matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => `/${match[1]}`);
  expect(referred).toContain('/docs/swagger-ui-bundle.js');
  for (const path of referred) expect(pages().get(path)?.load().length).toBeGreaterThan(0);
});

test('the interactive page may call the public address', () => {
  expect(pages('https://api.example/v2').get('/docs')?.headers?.['Content-Security-Policy']).toContain("connect-src 'self' https://api.example;");
});

test('every problem has its entry, escaped', () => {
  const html = text('/problems');
  for (const { code, status } of problems) expect(html).toContain(`<section id="${code}">\n<h2><span class="status">${status}</span>`);
  expect(html).toContain('&#60;b&#62;&#34;odd&#34; &#38; &#39;bad&#39;&#60;/b&#62;');
  expect(html).toContain('<code>&#60;a&#62;</code>');
});
