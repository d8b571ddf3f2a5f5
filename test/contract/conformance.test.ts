import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkConformance } from '../../tools/contract/conformance.ts';
import { isObject, type Json, type JsonObject } from '../../tools/generate/source-document.ts';
import { startApi } from '../support/api.ts';
import { compile } from '../support/documents.ts';
import { petsHandlers } from './pets-handlers.ts';

/** Every operation refuses what breaks the document, and says so. */
const REFUSED = { $ref: '#/components/responses/Problem' };
const CASES = 300;

/** The document of the pets, saying all that the service does: the integers it takes, and that it refuses. */
function honest(): JsonObject {
  const document = parse(readFileSync(join(__dirname, 'documents/pets.yaml'), 'utf8')) as JsonObject;
  for (const item of Object.values(document['paths'] as JsonObject)) {
    for (const operation of Object.values(item as JsonObject)) {
      if (isObject(operation as Json) && isObject((operation as JsonObject)['responses']))
        Object.assign((operation as JsonObject)['responses'] as object, { '4XX': REFUSED });
    }
  }
  bound(document);
  return document;
}

/** An integer that a number of JavaScript cannot hold is refused. */
function bound(value: Json | undefined): void {
  if (Array.isArray(value)) value.forEach(bound);
  if (!isObject(value)) return;
  if (value['type'] === 'integer') Object.assign(value, { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...value });
  Object.values(value).forEach(bound);
}

const named = (body: Record<string, unknown>, names: readonly string[]) => Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)));
const newPet = (body: Record<string, unknown>): Record<string, unknown> => ({
  ...named(body, ['name', 'species', 'born', 'weightKg', 'tags']),
  ...(Array.isArray(body['friends']) && { friends: body['friends'].map(newPet) }),
});

/** Answers with what the document names, whatever was sent beside it. */
const handlers = {
  ...petsHandlers,
  listPets: () => ({ status: 200, type: 'application/json', headers: { 'X-Total-Count': 0 }, body: [] }),
  createPet: ({ body }: { body: Record<string, unknown> }) => ({ status: 201, headers: { Location: '/pets/1' }, body: { id: 1, ...newPet(body) } }),
  getPet: ({ params }: { params: { petId: number } }) => ({ status: 200, body: { id: params.petId, name: 'Minka', species: 'cat' } }),
};

test('an API with parameters and bodies keeps its document, whatever is sent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const text = JSON.stringify(honest());
  const file = join(folder, 'openapi.json');
  writeFileSync(file, text);
  const api = await startApi({ tables: compile('pets.json', text), handlers, bodyLimitBytes: 1 << 20 });
  try {
    const { faults, notRun } = await checkConformance(`http://127.0.0.1:${api.port}`, { document: file, cases: CASES, seed: 1 });
    expect(faults).toEqual([]);
    expect(api.failures).toEqual([]);
    // Where there is no Python the fixed requests were asked all the same.
    if (spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0) expect(notRun).toBeUndefined();
  } finally {
    await api.close();
    rmSync(folder, { recursive: true });
  }
}, 170_000);
