import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { withoutLogo } from '../../packages/openapi-koa/src/docs/redoc-page.ts';
import { contractProblems } from '../../packages/openapi-koa/src/index.ts';
import { changelogHtml } from '../../src/pages/changelog-page.ts';
import { landingPage } from '../../src/pages/landing-page.ts';
import { createPages } from '../../src/pages/pages.ts';

const documentFolder = join(__dirname, '../../generated');
const problems = [...Object.values(contractProblems), { code: 'odd', status: 499, title: '<b>"odd" & \'bad\'</b>', remedy: 'Send `<a>`.' }];
const pages = (publicUrl?: string) =>
  new Map(createPages({ documentFolder, changelogFolder: join(documentFolder, '..'), publicUrl, problems }).map((page) => [page.path, page]));
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

  test('is otherwise the committed one', () => {
    const { servers: _, ...committed } = require('../../generated/openapi.json');
    const { servers: __, ...served } = JSON.parse(text('/openapi.json'));
    expect(served).toEqual(committed);
  });
});

describe('the first page', () => {
  test('says what the document says of the API', () => {
    const info = { title: 'A & B', version: '2.0.0', description: '<i>', contact: { name: 'Ada', url: 'https://ada.example', email: 'a@ada.example' } };
    const html = landingPage([], undefined, () => ({ info: { ...info, license: { name: 'MIT' } } }))
      .load()
      .toString();
    expect(html).toContain('<h1>A &#38; B</h1>\n<p>&#60;i&#62;</p>');
    expect(html).toContain(
      '<p>Version 2.0.0. Contact: <a href="https://ada.example">Ada</a>, <a href="mailto:a@ada.example">a@ada.example</a>. License: MIT.</p>',
    );
  });

  test('calls the public address, if there is one', () => {
    expect(text('/', 'https://api.example/v2')).toContain('curl -i https://api.example/v2/api/v1/smoke-test');
    expect(text('/', 'https://api.example/v2')).not.toContain('<script');
  });
});

describe('the changelog', () => {
  test('is shown without the links into the repository', () => {
    const markdown = '# Changelog\n\nThe format is [K](https://k.example/a).\n\n## [1.0.0]\n\n### Added\n\n- `a<b>` ([how](docs/a.md)).\n- Two.\n';
    expect(changelogHtml(markdown)).toBe(
      '<h1>Changelog</h1>\n<p>The format is <a href="https://k.example/a">K</a>.</p>\n<h2>1.0.0</h2>\n<h3>Added</h3>\n<ul>\n<li><code>a&#60;b&#62;</code> (how).</li>\n<li>Two.</li>\n</ul>',
    );
  });

  test('has no form of Markdown that the page does not show', () => {
    const markdown = readFileSync(join(__dirname, '../../CHANGELOG.md'), 'utf8').replace(/`[^`]*`/g, '');
    expect(markdown.split('\n').filter((line) => /^(?: +[-*] |\* |\d+\. |>|#{4,}|\|)|\*\*|!\[|_\w/.test(line))).toEqual([]);
    const html = text('/changelog');
    expect(html.match(/<li>/g)).toHaveLength(markdown.match(/^- /gm)?.length as number);
    expect(html).not.toMatch(/\]\(|^- |^#/m);
  });
});

test.each(['/', '/docs', '/redoc', '/problems', '/changelog'])('%s has the header of every page, and says which of them it is', (path) => {
  const header = /<header class="site-header">[\s\S]*<\/header>/.exec(text(path))?.[0] ?? '';
  const links = [...header.matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
  expect(links).toEqual(['.', 'docs', 'redoc', 'problems', 'changelog']);
  expect([...header.matchAll(/href="([^"]+)" aria-current="page"/g)].map(([, href]) => href)).toEqual([path === '/' ? '.' : path.slice(1)]);
});

test.each(['/', '/docs', '/redoc', '/problems', '/changelog'])('%s loads nothing from another host, and its policy enforces that', (path) => {
  const page = pages().get(path);
  expect(page?.headers?.['Content-Security-Policy']).toMatch(/^default-src 'none';/);
  expect(page?.headers?.['Content-Security-Policy']).not.toMatch(/https?:|\*/);
  expect(page?.load().toString()).not.toMatch(/(?:src|<link[^>]* href)="(?:https?:)?\/\//);
});

test.each([
  { path: '/docs', script: '/docs/swagger-ui-bundle.js' },
  { path: '/redoc', script: '/redoc/redoc.standalone.js' },
])('everything that $path refers to is served', ({ path, script }) => {
  const referred = [...text(path).matchAll(/(?:src|href)="([^"#]+)"/g)].map((match) => `/${match[1]}`.replace(/\.$/, ''));
  expect(referred).toContain(script);
  for (const other of referred) expect(pages().get(other)?.load().length).toBeGreaterThan(0);
});

describe('the reference page’s script', () => {
  const logo = 'e?n.createElement("img",{alt:"redocly logo",onError:()=>t(!1),src:"https://cdn.redoc.ly/redoc/logo-mini.svg"}):null';

  test('has everything but the logo from another host', () => {
    const original = readFileSync(join(__dirname, '../../node_modules/redoc/bundles/redoc.standalone.js'), 'utf8');
    expect(text('/redoc/redoc.standalone.js')).toBe(original.replace(logo, 'e?null:null'));
    expect(text('/redoc/redoc.standalone.js')).not.toContain('cdn.redoc');
  });

  const unknown = [
    { name: 'no logo at all', given: 'render();' },
    { name: 'a logo in another form', given: 'src="https://cdn.redoc.ly/redoc/logo-mini.svg"' },
    { name: 'a second one', given: `${logo};${logo}` },
  ];
  test.each(unknown)('is refused with $name', ({ given }) => {
    expect(() => withoutLogo(given)).toThrow('redoc.standalone.js loads its logo in an unexpected way: adapt withoutLogo.');
  });
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
