import { join } from 'node:path';

/** A request as a pipeline sends it, and the operations that come of it. */
export interface Varied {
  readonly name: string;
  readonly request: { readonly feature: string; readonly description: string; readonly [member: string]: unknown };
  readonly operationIds: readonly string[];
  /** Files beside those of every feature. */
  readonly files?: readonly string[];
  /** A GET that needs nothing, for the mock. */
  readonly get?: string;
}

const json = (schema: object, more: object = {}) => ({ content: { 'application/json': { schema, ...more } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const problem = { content: { 'application/problem+json': { schema: ref('Problem') } } };
const petId = { name: 'petId', in: 'path', required: true, description: 'The pet.', schema: { type: 'string', format: 'uuid' } };

const crud = {
  tags: [{ name: 'Pets', description: 'The pets that people keep.' }],
  paths: {
    '/api/v1/pets': {
      get: {
        operationId: 'listPets',
        tags: ['Pets'],
        summary: 'List pets',
        responses: { 200: { description: 'Every pet.', ...json({ type: 'array', items: ref('Pet') }) } },
      },
      post: {
        operationId: 'createPet',
        tags: ['Pets'],
        summary: 'Create a pet',
        requestBody: { required: true, ...json(ref('NewPet')) },
        responses: {
          201: {
            description: 'The pet.',
            headers: {
              Location: { required: true, schema: { type: 'string', format: 'uri-reference' }, example: '/api/v1/pets/0b6c1d3e-8f5a-4c2b-9d7e-3a1f5b8c2d4e' },
            },
            ...json(ref('Pet')),
          },
          409: { description: 'There is a pet of this name.', ...problem },
        },
      },
    },
    '/api/v1/pets/{petId}': {
      parameters: [petId],
      get: {
        operationId: 'getPet',
        tags: ['Pets'],
        summary: 'A pet',
        responses: { 200: { description: 'The pet.', ...json(ref('Pet')) }, 404: { description: 'There is no such pet.', ...problem } },
      },
      put: {
        operationId: 'replacePet',
        tags: ['Pets'],
        summary: 'Replace a pet',
        requestBody: { required: true, ...json(ref('NewPet')) },
        responses: { 200: { description: 'The pet.', ...json(ref('Pet')) }, 404: { description: 'There is no such pet.', ...problem } },
      },
      patch: {
        operationId: 'changePet',
        tags: ['Pets'],
        summary: 'Change a pet',
        requestBody: {
          required: true,
          content: { 'application/merge-patch+json': { schema: { type: 'object', minProperties: 1, properties: { name: { type: 'string', minLength: 1 } } } } },
        },
        responses: { 200: { description: 'The pet.', ...json(ref('Pet')) } },
      },
      delete: {
        operationId: 'deletePet',
        tags: ['Pets'],
        summary: 'Remove a pet',
        responses: { 204: { description: 'It is gone.' }, 404: { description: 'There is no such pet.', ...problem } },
      },
    },
  },
  components: {
    schemas: {
      NewPet: {
        type: 'object',
        required: ['name', 'species'],
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 40, example: 'Minka' },
          species: { type: 'string', enum: ['cat', 'dog', 'guinea pig'] },
          weightKg: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 5000 },
          nicknames: { type: 'array', maxItems: 5, uniqueItems: true, items: { type: 'string', pattern: '^[a-z]+$', example: 'mi' } },
          owner: { type: 'object', nullable: true, required: ['email'], properties: { email: { type: 'string', format: 'email' } } },
        },
      },
      Pet: {
        allOf: [
          ref('NewPet'),
          {
            type: 'object',
            required: ['petId', 'createdAt'],
            properties: { petId: { type: 'string', format: 'uuid', readOnly: true }, createdAt: { type: 'string', format: 'date-time', readOnly: true } },
          },
        ],
      },
    },
  },
};

const paging = `# Visits are many.
tags:
  - name: Visits
    description: Visits to the vet.
paths:
  /api/v1/visits:
    get:
      operationId: listVisits
      tags: [Visits]
      summary: List visits
      description: A page of visits, the latest first. # as people want it
      parameters:
        - &limit
          name: limit
          in: query
          description: How many at most.
          schema: { type: integer, minimum: 1, maximum: 100, default: 20 }
        - name: cursor
          in: query
          description: What the page before called \`next\`.
          schema: { type: string, minLength: 1, maxLength: 64 }
        - name: after
          in: query
          schema: { type: string, format: date }
      responses:
        200:
          description: A page.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/VisitPage' }
              example:
                visits:
                  - { visitId: 7, at: '2026-01-15T09:30:00.000Z', reason: "It's \\"urgent\\": #1" }
                next: null
components:
  schemas:
    VisitPage:
      type: object
      required: [visits, next]
      properties:
        visits:
          type: array
          items: { $ref: '#/components/schemas/Visit' }
        next: { type: string, nullable: true }
    Visit:
      type: object
      required: [visitId, at]
      properties:
        visitId: { type: integer, format: int64 }
        at: { type: string, format: date-time }
        reason: { type: string }
`;

const enumQuery = {
  paths: {
    '/api/v1/breeds': {
      get: {
        summary: 'Breeds of a species',
        'x-closed-query': true,
        parameters: [
          { name: 'species', in: 'query', required: true, schema: { type: 'string', enum: ['cat', 'dog'] } },
          {
            name: 'traits',
            in: 'query',
            style: 'pipeDelimited',
            explode: false,
            schema: { type: 'array', items: { type: 'string', enum: ['calm', 'lively'] } },
          },
        ],
        responses: {
          '2XX': { description: 'Names of breeds.', ...json({ type: 'object', additionalProperties: { type: 'integer' } }, { example: { Ragdoll: 3 } }) },
        },
      },
    },
  },
};

const upload = {
  paths: {
    '/api/v1/pets/{petId}/photos': {
      post: {
        operationId: 'addPetPhoto',
        tags: ['Photos'],
        summary: 'Add a photo',
        'x-body-limit-bytes': 3_000_000,
        parameters: [petId],
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['photo', 'caption'],
                properties: {
                  video: { type: 'string', format: 'binary', 'x-streamed-file': true },
                  photo: { type: 'string', format: 'binary' },
                  caption: { type: 'string', maxLength: 200 },
                  tags: { type: 'array', items: { type: 'string' } },
                },
              },
              encoding: { photo: { contentType: 'image/png, image/jpeg' } },
            },
          },
        },
        responses: {
          202: {
            description: 'It is under way.',
            ...json({ type: 'object', required: ['acceptedAt'], properties: { acceptedAt: { type: 'string', format: 'date-time' } } }),
          },
        },
      },
    },
  },
};

const bytes = {
  paths: {
    '/api/v1/x-rays/{xRayId}': {
      parameters: [{ name: 'xRayId', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
      put: {
        operationId: 'putXRay',
        summary: 'Store an X-ray',
        requestBody: { required: true, content: { 'image/*': { schema: { type: 'string', format: 'binary' } } } },
        responses: { 204: { description: 'It is stored.' } },
      },
      get: {
        operationId: 'getXRay',
        summary: 'An X-ray',
        responses: { 200: { description: 'The picture.', content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } } },
      },
    },
  },
};

const texts = JSON.stringify({
  paths: {
    '/api/v1/greetings/{name}': {
      get: {
        operationId: 'greet',
        summary: 'Greets a pet',
        parameters: [
          { name: 'name', in: 'path', required: true, schema: { type: 'string', minLength: 2, maxLength: 20, example: 'Minka & Mo' } },
          { name: 'X-Tone', in: 'header', required: true, schema: { type: 'string', enum: ['kind', 'stern'] } },
          { name: 'session', in: 'cookie', schema: { type: 'string', pattern: '^[a-f0-9]{8}$', example: '0badcafe' } },
        ],
        responses: { 200: { description: 'A greeting.', content: { 'text/plain': { schema: { type: 'string', example: 'Good morning, Minka!' } } } } },
      },
    },
  },
});

const form = {
  paths: {
    '/api/v1/adoptions': {
      post: {
        operationId: 'requestAdoption',
        summary: 'Ask for a pet',
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                required: ['pet', 'email'],
                properties: { pet: { type: 'string' }, email: { type: 'string', format: 'email' }, days: { type: 'array', items: { type: 'integer' } } },
              },
            },
          },
        },
        responses: {
          200: { description: 'What comes next.', ...json({ type: 'object', required: ['next'], properties: { next: { type: 'string' } } }) },
          422: { description: 'The pet has a home already.', ...problem },
          503: { description: 'The shelter is closed.', ...problem },
        },
      },
    },
  },
};

/** Media types that are JSON by other names, and a stream of events. */
const events = {
  paths: {
    '/api/v1/pet-events': {
      get: {
        operationId: 'followPets',
        summary: 'What pets do',
        parameters: [
          { name: 'filter', in: 'query', schema: { type: 'object', additionalProperties: { type: 'integer', maximum: 9 } } },
          { name: 'X-Note', in: 'header', content: { 'text/plain': { schema: { type: 'string', maxLength: 10 } } } },
        ],
        responses: { 200: { description: 'Events, one by one.', content: { 'text/event-stream': { schema: ref('PetEvent') } } } },
      },
      post: {
        operationId: 'sendEvent',
        summary: 'Say what a pet does',
        requestBody: { required: true, content: { 'application/*+json': { schema: ref('PetEvent') }, 'text/json': { schema: ref('PetEvent') } } },
        responses: { 200: { description: 'It is known.', content: { 'text/json': { schema: ref('PetEvent') } } } },
      },
    },
  },
  components: { schemas: { PetEvent: { type: 'object', required: ['pet'], properties: { pet: { type: 'string' } } } } },
};

const shapes = {
  paths: {
    '/api/v1/animals': {
      get: {
        operationId: 'listAnimals',
        summary: 'Animals of every kind',
        responses: { 200: { description: 'Animals.', ...json({ type: 'array', maxItems: 9, items: ref('Animal') }) } },
      },
      post: {
        operationId: 'describeAnimal',
        summary: 'Describe an animal',
        requestBody: { ...json(ref('Animal')) },
        responses: { default: { description: 'The same animal.', ...json(ref('Animal')) } },
      },
    },
  },
  components: {
    schemas: {
      Animal: {
        oneOf: [ref('Bird'), ref('Fish')],
        discriminator: { propertyName: 'kind', mapping: { bird: '#/components/schemas/Bird', fish: '#/components/schemas/Fish' } },
      },
      Bird: {
        type: 'object',
        required: ['kind', 'wings'],
        properties: {
          kind: { type: 'string', enum: ['bird'] },
          wings: { type: 'integer', minimum: 0, maximum: 2 },
          seenAt: { type: 'string', format: 'date-time' },
        },
      },
      Fish: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { type: 'string', enum: ['fish'] }, depthM: { type: 'number', multipleOf: 0.5 }, school: { type: 'array', items: ref('Fish') } },
      },
    },
  },
};

const secured = {
  paths: {
    '/api/v1/kennels': {
      get: {
        operationId: 'listKennels',
        summary: 'List kennels',
        security: [{ kennelKey: [] }],
        responses: { 200: { description: 'Names.', ...json({ type: 'array', items: { type: 'string' } }, { example: ['Sunny side'] }) } },
      },
    },
  },
  components: { securitySchemes: { kennelKey: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
};

/** The files that a developer writes for the feature `residents`, and its contract. */
export const RESIDENTS = join(__dirname, '../../fixtures/residents');

export const varied: readonly Varied[] = [
  {
    name: 'the plain form, with every sign in its description',
    request: {
      feature: 'pet_mood',
      description: 'Says "how" it\'s: {{x}} */ \u0024{y} `z` \\ %s\n# today \u{1F431} | TODO',
      requirements: ['be fast', 'be *fair* \u0024{now}'],
    },
    operationIds: ['getPetMood'],
    get: '/api/v1/pet-mood',
  },
  {
    name: 'the plain form with method, path and a tag of the document',
    request: { feature: 'nap-time', description: 'Sends a pet to sleep', requirements: 'none', method: 'POST', path: '/api/v1/naps/start', tag: 'System' },
    operationIds: ['postNapTime'],
  },
  {
    name: 'create, read, update and delete',
    request: { feature: 'pets', description: 'The pets that people keep', requirements: 'Names are unique', openapi: crud },
    operationIds: ['listPets', 'createPet', 'getPet', 'replacePet', 'changePet', 'deletePet'],
    get: '/api/v1/pets',
  },
  {
    name: 'a list with paging, as YAML',
    request: { feature: 'visits', description: 'Visits to the vet', openapi: paging },
    operationIds: ['listVisits'],
    get: '/api/v1/visits',
  },
  {
    name: 'an enum in the query, without an operationId',
    request: { feature: 'breeds', description: 'What breeds there are', openapi: enumQuery },
    operationIds: ['getBreeds'],
  },
  { name: 'an upload as a form', request: { feature: 'pet_photos', description: 'Photos of pets', openapi: upload }, operationIds: ['addPetPhoto'] },
  { name: 'bytes in and out', request: { feature: 'x_rays', description: 'X-rays', openapi: bytes }, operationIds: ['putXRay', 'getXRay'] },
  {
    name: 'events, and JSON by other names',
    request: { feature: 'pet_events', description: 'What pets do', openapi: JSON.stringify(events) },
    operationIds: ['followPets', 'sendEvent'],
  },
  { name: 'a text, with header and cookie, as JSON', request: { feature: 'greetings', description: 'Kind words', openapi: texts }, operationIds: ['greet'] },
  { name: 'a form of a page', request: { feature: 'adoptions', description: 'Pets that look for a home', openapi: form }, operationIds: ['requestAdoption'] },
  {
    name: 'shapes that are one of several',
    request: { feature: 'animals', description: 'Animals of every kind', openapi: shapes },
    operationIds: ['listAnimals', 'describeAnimal'],
    get: '/api/v1/animals',
  },
  {
    name: 'an operation that requires credentials',
    request: { feature: 'kennels', description: 'The kennels of a shelter', openapi: secured },
    operationIds: ['listKennels'],
    files: ['src/security/kennel-key.ts', 'src/security/security-handlers.ts'],
  },
  {
    name: 'a list with paging and a filter, a merge patch, a photo and a key, from a file',
    request: { feature: 'residents', description: 'The pets of a shelter', openapi: join(RESIDENTS, 'residents.yaml') },
    operationIds: ['listResidents', 'createResident', 'getResident', 'changeResident', 'removeResident', 'addResidentPhoto'],
    files: ['src/security/resident-key.ts', 'src/security/security-handlers.ts'],
    get: '/api/v1/residents',
  },
];
