import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breaking } from '../../src/breaking/breaking.ts';
import { DOCUMENT, options, ROOT } from '../options.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breaking-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const PETS = join(ROOT, 'packages/openapi-koa/test/documents/pets.yaml');

/** The outcome when something in a released document is replaced. */
async function changed(document: string, edits: readonly (readonly [RegExp, string])[], released?: readonly [RegExp, string]) {
  const revision = join(folder, 'openapi.yaml');
  const text = readFileSync(document, 'utf8');
  const before = released === undefined ? text : text.replace(...released);
  const base = released === undefined ? document : join(folder, 'released.yaml');
  if (released !== undefined) writeFileSync(base, before);
  const after = edits.reduce((text, [pattern, by]) => text.replace(pattern, by), before);
  expect(after).not.toBe(before);
  writeFileSync(revision, after);
  return await breaking.run({ ...options, base, document: revision });
}

describe('without a new major version', () => {
  const code = ['code that calls a generated client'];
  const cases: { name: string; document?: string; released?: [RegExp, string]; edit: [RegExp, string]; what: RegExp; affected: string[] }[] = [
    { name: 'another operationId breaks', edit: [/getSmokeTest/, 'getHealth'], what: /operation-id-changed/, affected: code },
    {
      name: 'another tag breaks',
      edit: [/tags: \[System\]/, 'tags: [Health]'],
      what: /The tag of GET \/api\/v1\/smoke-test changed from `System` to `Health`/,
      affected: code,
    },
    {
      name: 'another name of a schema breaks',
      edit: [/SmokeTestResponse/g, 'Smoke'],
      what: /The schema `SmokeTestResponse` was removed or renamed/,
      affected: code,
    },
    {
      name: 'a similar name of a schema breaks',
      edit: [/SmokeTestResponse/g, 'SmokeResponse'],
      what: /:107:5: The schema `SmokeTestResponse` was removed or renamed: `SmokeResponse` replaced it\. \(schema-name-removed\)/,
      affected: code,
    },
    {
      name: 'a new name of a schema and of the components that use it breaks',
      edit: [/Problem/g, 'Trouble'],
      what: /The schema `Problem` was removed or renamed: `Trouble` replaced it/,
      affected: code,
    },
    {
      name: 'a removed schema without a replacement breaks',
      document: PETS,
      edit: [/ {4}Species: .*\n([\s\S]*)species: \{ \$ref: .* \}/, '$1species: { type: string }'],
      what: /The schema `Species` was removed or renamed\. /,
      affected: code,
    },
    { name: 'another name of a path parameter breaks', document: PETS, edit: [/petId/g, 'id'], what: /`petId` was renamed to `id`/, affected: code },
    {
      name: 'a response property that is no longer required breaks',
      edit: [/required: \[status, message, timestamp\]/, 'required: [status, message]'],
      what: /`timestamp` of `SmokeTestResponse` is no longer required/,
      affected: ['clients that read the responses 200 of GET /api/v1/smoke-test'],
    },
    {
      name: 'a response header that is no longer required breaks',
      document: PETS,
      edit: [/X-Total-Count: \{ required: true/, 'X-Total-Count: { required: false'],
      what: /The header `X-Total-Count` of the response 200 is no longer required/,
      affected: ['clients that read the responses 200 of GET /pets'],
    },
    {
      name: 'a new required property of a shared schema breaks senders only',
      document: PETS,
      edit: [/required: \[name, species\]/, 'required: [name, species, born]'],
      what: /`born` of `NewPet` became required/,
      affected: ['clients that send requests to POST /pets'],
    },
    {
      name: 'a type of a shared schema breaks senders and readers',
      document: PETS,
      edit: [/weightKg: \{ type: number/, 'weightKg: { type: string'],
      what: /The type of `NewPet\.weightKg` changed from number to string/,
      affected: [
        'clients that send requests to POST /pets',
        'clients that read the responses 200 of GET /pets',
        'clients that read the responses 201 of POST /pets',
        'clients that read the responses 200 of GET /pets/{petId}',
        'clients that read the responses 200 of PATCH /pets/{petId}',
        'clients that read the responses 200 of GET /pets/newest',
      ],
    },
    {
      name: 'a parameter that became required breaks',
      document: PETS,
      edit: [/name: sort, in: query,/, 'name: sort, in: query, required: true,'],
      what: /parameter-became-required/,
      affected: ['clients that send requests to GET /pets'],
    },
    {
      name: 'a new required parameter breaks',
      document: PETS,
      edit: [/( +)- \{ name: sort/, '$1- { name: herd, in: query, required: true, schema: { type: string } }\n$1- { name: sort'],
      what: /herd/,
      affected: ['clients that send requests to GET /pets'],
    },
    {
      name: 'a removed operation breaks',
      document: PETS,
      edit: [/ {4}delete:\n[\s\S]*?404.*\n/, ''],
      what: /DELETE \/pets\/\{petId\} was removed/,
      affected: ['clients that call DELETE /pets/{petId}'],
    },
    {
      name: 'a closed query breaks',
      document: PETS,
      edit: [/operationId: listPets/, 'operationId: listPets\n      x-closed-query: true'],
      what: /does not declare are rejected/,
      affected: ['clients that call GET /pets'],
    },
    {
      name: 'another path breaks callers of the old one',
      edit: [/\/smoke-test:/, '/smoke:'],
      what: /GET \/api\/v1\/smoke-test became GET \/api\/v1\/smoke\./,
      affected: ['clients that call GET /api/v1/smoke-test'],
    },
    {
      name: 'another status of success breaks readers of the old one',
      edit: [/'200'/, "'201'"],
      what: /The response 200 became 201/,
      affected: ['clients that read the responses 200 of GET /api/v1/smoke-test'],
    },
    {
      name: 'another status of an error breaks readers of the old one',
      edit: [/'503'/, "'504'"],
      what: /The response 503 became 504/,
      affected: ['clients that read the responses 503 of GET /api/v1/smoke-test'],
    },
    {
      name: 'a new constraint of a body does not break senders to a new operation',
      document: PETS,
      edit: [
        / {2}\/pets\/newest:([\s\S]*)PetPatch:\n/,
        '  /herds:\n    put: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/PetPatch" } } } }, responses: { 200: { description: d } } }\n$&      allOf: [{ minProperties: 1 }]\n',
      ],
      what: /`minProperties` of `PetPatch` was set to 1/,
      affected: ['clients that send requests to PATCH /pets/{petId}'],
    },
    {
      name: 'a property that became readOnly breaks senders',
      document: PETS,
      edit: [/weightKg: \{/, 'weightKg: { readOnly: true,'],
      what: /`NewPet\.weightKg` became `readOnly`: requests can no longer have it\. \(became-read-only\)/,
      affected: ['clients that send requests to POST /pets'],
    },
    {
      name: 'a required property that is no longer readOnly breaks senders',
      document: PETS,
      released: [/name: \{ type: string, minLength: 1, maxLength: 40/, 'name: { readOnly: true, type: string, minLength: 1, maxLength: 40'],
      edit: [/name: \{ readOnly: true,/, 'name: {'],
      what: /`name` of `NewPet` is no longer `readOnly`: requests must have it\. \(required-of-requests\)/,
      affected: ['clients that send requests to POST /pets'],
    },
    {
      name: 'a property that became writeOnly breaks readers',
      document: PETS,
      edit: [/weightKg: \{/, 'weightKg: { writeOnly: true,'],
      what: /`NewPet\.weightKg` became `writeOnly`: responses no longer have it\. \(became-write-only\)/,
      affected: [
        'clients that read the responses 200 of GET /pets',
        'clients that read the responses 201 of POST /pets',
        'clients that read the responses 200 of GET /pets/{petId}',
        'clients that read the responses 200 of PATCH /pets/{petId}',
        'clients that read the responses 200 of GET /pets/newest',
      ],
    },
    {
      name: 'a closed body breaks',
      document: PETS,
      edit: [/required: \[name, species\]/, 'required: [name, species]\n      additionalProperties: false'],
      what: /additional-properties-refused/,
      affected: expect.arrayContaining(['clients that send requests to POST /pets']) as unknown as string[],
    },
  ];

  test.each(cases)('$name', async ({ document = DOCUMENT, released, edit, what, affected }) => {
    const { faults } = await changed(document, [edit], released);
    const fault = faults.find((line) => what.test(line)) ?? faults.join('\n');
    expect(fault).toMatch(what);
    expect(fault.split('\n  breaks ').slice(1)).toEqual(affected);
    expect(faults.at(-1)).toMatch(/^info\.version is 1\.0\.0; a breaking change since .* \(1\.0\.0\) requires 2\.0\.0\.$/);
  });
});

describe('nothing is reported', () => {
  const cases: { name: string; edits: [RegExp, string][] }[] = [
    {
      name: 'for a breaking change with a new major version',
      edits: [
        [/getSmokeTest/, 'getHealth'],
        [/version: 1\.0\.0/, 'version: 2.0.0'],
      ],
    },
    { name: 'for a new response property', edits: [[/( +)message:\n/, '$1mood: { type: string }\n$1message:\n']] },
    { name: 'for a response property that is readOnly', edits: [[/( +)message:\n/, '$1message:\n$1  readOnly: true\n']] },
    { name: 'for a closed response', edits: [[/additionalProperties: true/, 'additionalProperties: false']] },
    { name: 'for another description', edits: [[/Wisdom and care/, 'Care']] },
  ];
  test.each(cases)('$name', async ({ edits }) => {
    expect(await changed(DOCUMENT, edits)).toMatchObject({ faults: [], done: expect.stringMatching(/^changes since .*: [1-9]/) });
  });
});

describe('a document that cannot be read is reported with its place:', () => {
  const cases: { name: string; edit: [RegExp, string]; want: RegExp }[] = [
    { name: 'invalid YAML', edit: [/tags: \[System\]/, 'tags: [System'], want: /openapi\.yaml:18:\d+: error\[invalid-syntax\]: / },
    {
      name: 'a reference without a target',
      edit: [/'#\/components\/schemas\/Violation'/, "'#/components/schemas/None'"],
      want: /openapi\.yaml:\d+:\d+: error\[unresolved-reference\]: .*None/,
    },
  ];
  test.each(cases)('$name', async ({ edit, want }) => {
    const message = await changed(DOCUMENT, [edit]).catch((error: Error) => error.message);
    expect(message).toMatch(want);
    expect(message).not.toMatch(/\n {4}at |bug/);
  });

  test('a fault of the release is not reported', async () => {
    const { faults } = await changed(DOCUMENT, [[/None/, 'Violation']], [/'#\/components\/schemas\/Violation'/, "'#/components/schemas/None'"]);
    expect(faults).toEqual([]);
  });
});

test('the changelog lists breaking changes with the affected clients, and all changes as a table', async () => {
  const revision = join(folder, 'openapi.yaml');
  writeFileSync(revision, readFileSync(DOCUMENT, 'utf8').replace('getSmokeTest', 'getHealth').replace('version: 1.0.0', 'version: 2.0.0'));
  await breaking.run({ ...options, base: DOCUMENT, document: revision, changelog: join(folder, 'CHANGES.md') });
  const text = readFileSync(join(folder, 'CHANGES.md'), 'utf8');
  expect(text).toMatch(
    /^## 2\.0\.0, since \S+\/openapi\.yaml\n\n### Breaking changes\n\n- The operationId of GET .* Breaks code that calls a generated client\.\n/,
  );
  expect(text).toMatch(
    /\n### All changes\n\n\| Change \| What \| Where \|\n.*\n.*\n\| modified \| `#\/paths\/~1api~1v1~1smoke-test\/get · operationId` \| line \d+ \|\n/,
  );
});

describe('of the last release', () => {
  function git(cwd: string, ...args: string[]): void {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', '-c', 'tag.gpgsign=false'];
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd, encoding: 'utf8' });
    expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
  }

  /** A repository with a release for each version and operationId. */
  function repository(...releases: readonly (readonly [tag: string, version: string, operationId: string])[]): string {
    const root = join(folder, 'repository');
    mkdirSync(join(root, 'api'), { recursive: true });
    git(root, 'init', '--quiet');
    for (const [tag, version, operationId] of releases) {
      release(root, version, operationId);
      git(root, 'add', '.');
      git(root, 'commit', '--quiet', '--allow-empty', '-m', tag);
      git(root, 'tag', tag);
    }
    return root;
  }

  function release(root: string, version: string, operationId: string): void {
    const text = readFileSync(DOCUMENT, 'utf8').replace('version: 1.0.0', `version: ${version}`).replace('getSmokeTest', operationId);
    writeFileSync(join(root, 'api/openapi.yaml'), text);
  }

  const run = (root: string) => breaking.run({ ...options, document: join(root, 'api/openapi.yaml') });

  test('the highest tag counts, not the newest, and not a pre-release', async () => {
    const root = repository(['v1.10.0', '1.10.0', 'getA'], ['v1.9.0', '1.9.0', 'getB'], ['v1.11.0-rc.1', '1.11.0', 'getC']);
    const { faults } = await run(root);
    expect(faults).toEqual([
      expect.stringContaining('from `getA` to `getC`'),
      'info.version is 1.11.0; a breaking change since v1.10.0 (1.10.0) requires 2.0.0.',
    ]);
  });

  test('a tag of the current state is skipped, and one of the state before an edit is not', async () => {
    const root = repository(['v1.0.0', '1.0.0', 'getA'], ['v1.0.1', '1.0.1', 'getB']);
    expect((await run(root)).faults.at(-1)).toMatch(/since v1\.0\.0 \(1\.0\.0\)/);
    release(root, '1.0.1', 'getC');
    expect((await run(root)).faults[0]).toContain('from `getB` to `getC`');
  });

  const missing: { name: string; root: () => string; want: RegExp }[] = [
    { name: 'without a tag', root: () => repository(['mark', '1.0.0', 'getA']), want: /^there is no tag vX\.Y\.Z/ },
    { name: 'for a first release', root: () => repository(['v1.0.0', '1.0.0', 'getA']), want: /^v1\.0\.0 is the first release$/ },
    {
      name: 'outside a repository',
      root: () => {
        mkdirSync(join(folder, 'api'));
        release(folder, '1.0.0', 'getA');
        return folder;
      },
      want: /^the document is not in a git repository/,
    },
    {
      name: 'in a shallow clone',
      root: () => {
        const root = repository(['v1.0.0', '1.0.0', 'getA'], ['mark', '1.0.1', 'getB']);
        git(folder, 'clone', '--quiet', '--depth', '1', '--no-tags', `file://${root}`, 'clone');
        return join(folder, 'clone');
      },
      want: /^the clone is shallow/,
    },
    {
      name: 'if the release had no such document',
      root: () => {
        const root = repository(['mark', '1.0.0', 'getA']);
        git(root, 'rm', '--quiet', '-r', 'api');
        git(root, 'commit', '--quiet', '-m', 'without');
        git(root, 'tag', 'v1.0.0');
        mkdirSync(join(root, 'api'));
        release(root, '1.0.0', 'getA');
        git(root, 'add', '.');
        git(root, 'commit', '--quiet', '-m', 'with');
        return root;
      },
      want: /^v1\.0\.0 has no api\/openapi\.yaml/,
    },
  ];
  test.each(missing)('nothing is compared, and the reason is reported, $name', async ({ root, want }) => {
    expect(await run(root())).toEqual({ faults: [], notRun: expect.stringMatching(want) });
  });
});
