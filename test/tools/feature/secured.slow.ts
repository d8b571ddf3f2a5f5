import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { CONTRACT, treeOfAllTests } from '../../support/tree.ts';
import { MINUTE_MS, until } from '../../support/wait.ts';

/** A feature whose operations require credentials: from the request to the first caller who is accepted, and back. */

const names = { 200: { description: 'Names.', content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } }, example: ['Rex'] } } } };
const request = {
  feature: 'shelter_pets',
  description: 'The pets of a shelter',
  openapi: {
    paths: {
      '/api/v1/shelter-pets': { get: { operationId: 'listShelterPets', summary: 'List pets', security: [{ 'shelter.key': [] }], responses: names } },
      '/api/v1/shelter-pets/both': {
        get: { operationId: 'bothWays', summary: 'Key and token', security: [{ 'shelter.key': [], token: ['pets:read'] }], responses: names },
      },
      '/api/v1/shelter-pets/either': {
        get: { operationId: 'eitherWay', summary: 'Key or password', security: [{ 'shelter.key': [] }, { staff: [] }], responses: names },
      },
      '/api/v1/shelter-pets/anyone': { get: { operationId: 'anyone', summary: 'Key or nothing', security: [{ 'shelter.key': [] }, {}], responses: names } },
    },
    components: {
      securitySchemes: {
        'shelter.key': { type: 'apiKey', in: 'header', name: 'X-Key' },
        token: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://petsage.example/token', scopes: { 'pets:read': 'see pets' } } } },
        staff: { type: 'http', scheme: 'basic' },
      },
    },
  },
};

const HANDLERS = {
  'shelter-key': `import { contractProblems, Problem, type SecurityHandler } from '@petsage/openapi-koa';

export const scheme = 'shelter.key';

export const checkShelterKey: SecurityHandler = ({ secret }) => {
  if (secret === 'closed') throw new Problem(contractProblems.forbidden, { detail: 'This shelter is closed.' });
  return secret === 'right' ? 'a shelter' : undefined;
};
`,
  token: `import type { SecurityHandler } from '@petsage/openapi-koa';

export const scheme = 'token';

export const checkToken: SecurityHandler = async ({ secret, scopes }) => (secret === \`right for \${scopes.join(' ')}\`.replaceAll(' ', '-') ? 'a reader' : undefined);
`,
  staff: `import type { SecurityHandler } from '@petsage/openapi-koa';

export const scheme = 'staff';

export const checkStaff: SecurityHandler = ({ user, secret }) => (user === 'ann' && secret === 'right' ? user : undefined);
`,
};

const key = (secret: string) => ({ 'X-Key': secret });
const password = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const bearer = { Authorization: 'Bearer right-for-pets:read' };
const KEY = 'ApiKey in="header", name="X-Key"';
const EITHER = `${KEY}, Basic realm="api", charset="UTF-8"`;
const BOTH = `${KEY}, Bearer realm="api"`;

/** The response to each request before the handlers are written, and after. */
const cases: { name: string; path: string; headers: Record<string, string>; challenge: string | null; first: number; later: number }[] = [
  { name: 'no key', path: '', headers: {}, challenge: KEY, first: 401, later: 401 },
  { name: 'a wrong key', path: '', headers: key('wrong'), challenge: KEY, first: 401, later: 401 },
  { name: 'the right key', path: '', headers: key('right'), challenge: KEY, first: 401, later: 200 },
  { name: 'the key of who may not', path: '', headers: key('closed'), challenge: KEY, first: 401, later: 403 },
  { name: 'one of two that are both wanted', path: '/both', headers: key('right'), challenge: BOTH, first: 401, later: 401 },
  { name: 'both of two, with the scope', path: '/both', headers: { ...key('right'), ...bearer }, challenge: BOTH, first: 401, later: 200 },
  { name: 'the second of two alternatives', path: '/either', headers: password('ann:right'), challenge: EITHER, first: 401, later: 200 },
  { name: 'a wrong password', path: '/either', headers: password('ann:wrong'), challenge: EITHER, first: 401, later: 401 },
  { name: 'nothing where nothing is fine, too', path: '/anyone', headers: {}, challenge: null, first: 200, later: 200 },
];

const tree = treeOfAllTests();
let service: ChildProcess | undefined;
afterEach(() => stop());

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree.root, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
};
/** What the compiler has to say of the service; the tree has not all that the tests of the repository import. */
const typeFaults = () =>
  run('node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false')
    .output.split('\n')
    .filter((line) => /^(?:src|test\/features)\//.test(line));
const lint = () => run('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings');
const tests = () =>
  run('--experimental-vm-modules', 'node_modules/jest/bin/jest.js', 'test/features/shelter-pets', 'test/structure.test.ts', 'test/generated.test.ts');

async function start(): Promise<string> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'silent', PUBLIC_URL: '', DRAIN_MS: '0' };
  service = spawn(process.execPath, ['src/main.ts'], { cwd: tree.root, stdio: 'ignore', env });
  const origin = `http://127.0.0.1:${port}/api/v1`;
  const responds = () =>
    fetch(`${origin}/smoke-test`)
      .then(({ ok }) => ok)
      .catch(() => false);
  await until(responds, MINUTE_MS);
  return origin;
}

async function stop(): Promise<void> {
  if (service === undefined || service.exitCode !== null) return;
  service.kill('SIGTERM');
  await once(service, 'exit');
}

const received = async (origin: string) =>
  Promise.all(
    cases.map(async ({ name, path, headers }) => {
      const { status, headers: fields } = await fetch(`${origin}/shelter-pets${path}`, { headers });
      return { name, status, challenge: fields.get('www-authenticate') };
    }),
  );

test(
  'it is built, and accepts no credentials yet',
  async () => {
    const { code, stdout, stderr } = await tree.feature(['--json'], JSON.stringify(request)).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'type check …\nnew tests …\n' });
    const { tests: summary, checklist, files } = JSON.parse(stdout);
    expect(summary).toMatch(/^6 todo, \d+ passed, \d+ total$/);
    expect(checklist[0]).toBe('shelter.key: decide in src/security/shelter-key.ts which credentials are accepted');
    const made = ['security-handlers', 'shelter-key', 'staff', 'token'].map((name) => `src/security/${name}.ts`);
    expect(
      files
        .map(({ path }: { path: string }) => path)
        .filter((path: string) => path.startsWith('src/security/'))
        .sort(),
    ).toEqual(made);
    expect(lint()).toMatchObject({ status: 0 });
    expect(run(...CONTRACT, '--only', 'lint,drift,conformance,examples', '--cases', '0')).toMatchObject({
      status: 0,
    });
    expect(await received(await start())).toEqual(cases.map(({ name, challenge, first }) => ({ name, status: first, challenge })));
  },
  5 * MINUTE_MS,
);

test(
  'without a line of the list it does not compile',
  () => {
    const list = join(tree.root, 'src/security/security-handlers.ts');
    const text = readFileSync(list, 'utf8');
    writeFileSync(list, text.replace(/'shelter\.key': checkShelterKey,?/, ''));
    expect(typeFaults()).toContainEqual(expect.stringMatching(/^src\/security\/security-handlers\.ts\(.*"shelter\.key\\?"' is missing/));
    writeFileSync(list, text);
  },
  3 * MINUTE_MS,
);

test(
  'once the handlers are written, it accepts known credentials, and its tests still pass',
  async () => {
    for (const [name, text] of Object.entries(HANDLERS)) writeFileSync(join(tree.root, `src/security/${name}.ts`), text);
    expect(typeFaults()).toEqual([]);
    expect(tests()).toMatchObject({ status: 0 });
    const want = cases.map(({ name, challenge, later }) => ({ name, status: later, challenge: later === 401 ? challenge : null }));
    expect(await received(await start())).toEqual(want);
  },
  5 * MINUTE_MS,
);

test(
  'it is removed with its schemes, but written handlers only by --force',
  async () => {
    const { code, stderr } = await tree.feature(['--remove', 'shelter_pets']).ended;
    const files = Object.keys(HANDLERS).sort();
    expect({ code, lines: stderr.trim().split('\n').sort() }).toEqual({
      code: 2,
      lines: files.map((name) => expect.stringContaining(`/feature: src/security/${name}.ts `)),
    });
    expect((await tree.feature(['--remove', 'shelter_pets', '--force']).ended).code).toBe(0);
    expect(tree.files()).toEqual(tree.before);
  },
  3 * MINUTE_MS,
);
