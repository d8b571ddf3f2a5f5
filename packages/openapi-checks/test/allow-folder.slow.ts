import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../../../test/support/tool.ts';
import { PROGRAM } from './options.ts';

const CAT = 'type: object\nrequired: [name]\nproperties: { name: { type: string } }\n';

let folder: string;
let document: string;
/** A repository of two folders, whose document refers to files in both, and in a folder outside. */
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'allow-folder-')));
  for (const name of ['repository/api', 'repository/common', 'shared']) mkdirSync(join(folder, name), { recursive: true });
  document = join(folder, 'repository/api/openapi.json');
  const response = (file: string) => ({ description: 'd', content: { 'application/json': { schema: { $ref: file }, example: { name: 'a' } } } });
  const responses = { 200: response('../common/cat.yaml'), 201: response('../../shared/dog.yaml') };
  writeFileSync(
    document,
    JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1.0.0' }, paths: { '/pets': { get: { operationId: 'getPets', responses } } } }),
  );
  writeFileSync(join(folder, 'repository/common/cat.yaml'), CAT);
  writeFileSync(join(folder, 'shared/dog.yaml'), CAT);
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'release');
  git('tag', 'v1.0.0');
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (...args: string[]) => expect(spawnSync('git', args, { cwd: join(folder, 'repository'), encoding: 'utf8' })).toMatchObject({ status: 0 });
const allowed = (...names: string[]) => names.flatMap((name) => ['--allow-folder', join(folder, name)]);
const contract = (only: string, ...args: string[]) => runTool([PROGRAM, 'contract', '--document', document, '--only', only, ...args]);

test('without it, a document in two folders is refused', async () => {
  const { code, stdout } = await contract('examples');
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/cat\.yaml is outside of the document's folder; allow its folder with `--allow-folder`/),
  });
});

test('every check reads the files of allowed folders', async () => {
  const generated = join(folder, 'generated');
  const folders = allowed('repository/common', 'shared');
  await runTool(['packages/openapi-compiler/src/cli.ts', '--document', document, '--output', generated, '--no-cache', ...folders]);
  const service = ['--service', 'http://127.0.0.1:9', '--cases', '0'];
  const { stdout } = await contract('drift,conformance,examples', '--generated', generated, ...service, ...folders);
  expect(stdout).toMatch(/^drift: exit 0, ok; /m);
  expect(stdout).toMatch(/^conformance: GET \/pets: no response: /m);
  expect(stdout).toMatch(/^examples: exit 1, FAILED; 2 examples validated, /m);
});

test('examples of headers are validated in such a document, too', async () => {
  const rules = join(folder, 'rules.yaml');
  writeFileSync(rules, 'rules: { operation-operationId: error }');
  const text = readFileSync(document, 'utf8').replace(
    '"description":"d"',
    '"description":"d","headers":{"X-Age":{"schema":{"type":"integer"},"example":"old"}}',
  );
  writeFileSync(document, text);
  const { stdout } = await contract('lint', '--rules', rules, ...allowed('repository/common', 'shared'));
  expect(stdout).toMatch(/the example at \S+X-Age\/example breaks its schema: must be integer\nlint: exit 1/);
});

test('files of the release are compared as they were, and those outside of the repository as they are', async () => {
  writeFileSync(join(folder, 'repository/common/cat.yaml'), CAT.replace('[name]', '[]'));
  writeFileSync(join(folder, 'shared/dog.yaml'), CAT.replace('[name]', '[]'));
  const { code, stdout } = await contract('breaking', ...allowed('shared', 'repository/common'));
  expect(stdout).toMatch(
    /repository\/common\/cat\.yaml:2:1: `name` of `cat` is no longer required\. \(required-properties-removed\)\n {2}breaks clients that read the responses 200 of GET \/pets\n/,
  );
  expect({ code, breaks: stdout.match(/breaks/g) }).toEqual({ code: 1, breaks: ['breaks'] });
});

test('what is gone is at its place in the release', async () => {
  const now = readFileSync(document, 'utf8');
  writeFileSync(document, now.replace('"paths":{', '"components":{"schemas":{"Old":{"$ref":"../common/old.yaml"}}},"paths":{'));
  writeFileSync(join(folder, 'repository/common/old.yaml'), '# Moved.\ntype: string\n');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'release');
  git('tag', 'v1.0.1');
  writeFileSync(document, now);
  const { stdout } = await contract('breaking', ...allowed('shared', 'repository/common'));
  expect(stdout).toMatch(/^breaking: v1\.0\.1:api\/openapi\.json:1:\d+: The schema `Old` was removed or renamed/m);
  expect(stdout).toMatch(/^breaking: v1\.0\.1:common\/old\.yaml:2:1: The schema `old` was removed or renamed/m);
});

test('an example of another file is at its place there', async () => {
  writeFileSync(join(folder, 'repository/common/cat.yaml'), `${CAT}example:\n  name: 7\n`);
  const { stdout } = await contract('examples', ...allowed('repository/common', 'shared'));
  expect(stdout).toMatch(/repository\/common\/cat\.yaml:4:1: the example at \S+ breaks its schema: \/name must be string/);
});

test('a released document whose files are not in allowed folders is refused', async () => {
  const base = join(folder, 'old/api/openapi.json');
  mkdirSync(join(folder, 'old/api'), { recursive: true });
  mkdirSync(join(folder, 'old/common'));
  writeFileSync(base, JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1.0.0' }, paths: { '/cats': { $ref: '../common/cats.yaml' } } }));
  writeFileSync(join(folder, 'old/common/cats.yaml'), 'get: { operationId: getCats, responses: { 200: { description: d } } }');
  const run = (...names: string[]) => contract('breaking', '--base', base, ...allowed('repository/common', 'shared', ...names));
  expect((await run()).stdout).toMatch(/old\/common\/cats\.yaml is outside of the document's folder; allow its folder with `--allow-folder`/);
  expect((await run('old/common')).stdout).toMatch(/GET \/cats was removed/);
});
