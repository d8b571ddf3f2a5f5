import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/packages.md'), 'utf8');
const support = readFileSync(join(ROOT, 'docs/openapi-support.md'), 'utf8');

const reference: { name: string; file: string; pages: readonly string[] }[] = [
  { name: 'ServerOptions', file: 'service/create-server.ts', pages: ['packages.md'] },
  { name: 'MonitoringOptions', file: 'service/monitoring.ts', pages: ['packages.md'] },
  { name: 'MetricsOptions', file: 'metrics/create-metrics.ts', pages: ['packages.md'] },
  { name: 'HttpLimits', file: 'server/http-server.ts', pages: ['limits.md'] },
  { name: 'BodyLimits', file: 'request/body-limits.ts', pages: ['limits.md'] },
];
test.each(reference)('the pages list every member of $name', ({ name, file, pages }) => {
  const source = readFileSync(join(ROOT, 'packages/openapi-koa/src', file), 'utf8');
  const text = pages.map((each) => readFileSync(join(ROOT, 'docs', each), 'utf8')).join('\n');
  const members = [...(new RegExp(`export interface ${name}\\b.*?\\n}`, 's').exec(source)?.[0] ?? '').matchAll(/^ {2}readonly (\w+)/gm)].map(
    ([, member]) => member as string,
  );
  expect(members.length).toBeGreaterThan(2);
  // In the first or a later column of a table; limits with their prefix.
  expect(members.filter((member) => !new RegExp(`^\\|.*\`(?:limits\\.)?${member}\``, 'm').test(text))).toEqual([]);
});

test('the README of the package names every entry point for applications', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'packages/openapi-koa/package.json'), 'utf8')) as { exports: Record<string, unknown> };
  const readme = readFileSync(join(ROOT, 'packages/openapi-koa/README.md'), 'utf8');
  const forCompilers = ['.', './validation', './validation/linear-regexp', './spec', './internal'];
  const names = Object.keys(exports).filter((name) => !forCompilers.includes(name));
  expect(names).toEqual(['./docs', './metrics', './tracing']);
  expect(names.filter((name) => !readme.includes(`@petsage/openapi-koa/${name.slice(2)}`))).toEqual([]);
});

test('the pages list every option of createContract, and every extension of documents', () => {
  const options = /export interface ContractOptions.*?\n}/s.exec(readFileSync(join(ROOT, 'packages/openapi-koa/src/contract.ts'), 'utf8'))?.[0] ?? '';
  const names = [...options.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => `| \`${name}\` |`);
  const sources = readdirSync(join(ROOT, 'packages/openapi-compiler/src'), { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.ts'));
  const extensions = sources.flatMap((name) => readFileSync(join(ROOT, 'packages/openapi-compiler/src', name), 'utf8').match(/\['x-[a-z\d-]+'\]/g) ?? []);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !page.includes(name))).toEqual([]);
  expect(extensions.map((name) => `| \`${name.slice(2, -2)}\` |`).filter((name) => !support.includes(name))).toEqual([]);
});
