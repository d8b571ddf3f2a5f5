import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject, type Json, type JsonObject } from '../../openapi-compiler/src/json.ts';
import { petsHandlers } from './pets-handlers.ts';

/** Every operation refuses what breaks the document, and says so. */
const REFUSED = { $ref: '#/components/responses/Problem' };
/** The document of the pets, saying all that the service does: the integers it takes, and that it refuses. */
export function honestDocument(): JsonObject {
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

/** Responds with what the document names, whatever was sent beside it. */
export const honestHandlers = {
  ...petsHandlers,
  listPets: () => ({ status: 200, type: 'application/json', headers: { 'X-Total-Count': 0 }, body: [] }),
  createPet: ({ body }: { body: Record<string, unknown> }) => ({ status: 201, headers: { Location: '/pets/1' }, body: { id: 1, ...newPet(body) } }),
  getPet: ({ params }: { params: { petId: number } }) => ({ status: 200, body: { id: params.petId, name: 'Minka', species: 'cat' } }),
};
