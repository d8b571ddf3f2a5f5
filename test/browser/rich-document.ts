const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object, example?: unknown) => ({ 'application/json': { schema, ...(example !== undefined && { example }) } });
const problem = { description: 'Refused.', content: { 'application/problem+json': { schema: ref('Problem') } } };
const petId = { name: 'petId', in: 'path', required: true, description: 'The pet.', schema: { type: 'string', format: 'uuid' } };

/** A document with what the own one lacks, and pages of other services show: every part that Swagger UI and ReDoc have colors for. */
export const richDocument = {
  openapi: '3.0.3',
  info: {
    title: 'Rich API',
    version: '2.1.0',
    description:
      'Has *everything*, such as `code`:\n\n```json\n{ "a": 1 }\n```\n\n| a | b |\n| --- | --- |\n| 1 | [a link](https://example.com) |\n\n> A quotation.',
    contact: { name: 'Support', email: 'support@example.com' },
    license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
  },
  servers: [{ url: '/', description: 'Here' }],
  tags: [{ name: 'Pets', description: 'The pets.', externalDocs: { url: 'https://example.com/pets', description: 'More' } }],
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        tags: ['Pets'],
        summary: 'List pets',
        description: 'A page of pets.',
        parameters: [
          { name: 'species', in: 'query', description: 'Only these.', schema: { type: 'array', maxItems: 3, items: { type: 'string', enum: ['cat', 'dog'] } } },
          { name: 'limit', in: 'query', required: true, schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 }, example: 10 },
          { name: 'order', in: 'query', deprecated: true, schema: { type: 'string', pattern: '^[a-z]+$', nullable: true } },
          { name: 'X-Trace', in: 'header', schema: { type: 'string', minLength: 8 } },
        ],
        responses: {
          200: { description: 'Pets.', headers: { 'X-Total': { description: 'How many.', schema: { type: 'integer' } } }, content: json(ref('Page')) },
          304: { description: 'As before.' },
          default: problem,
        },
      },
      post: {
        operationId: 'createPet',
        tags: ['Pets'],
        summary: 'Create a pet',
        security: [{ key: [] }, { login: ['pets:write'] }],
        requestBody: {
          required: true,
          description: 'The *pet*.',
          content: { ...json(ref('Pet')), 'application/x-www-form-urlencoded': { schema: ref('Cat') } },
        },
        responses: { 201: { description: 'Created.', content: json(ref('Pet'), { kind: 'cat', name: 'Minka', lives: 9 }) }, 400: problem },
        callbacks: {
          created: { '{$request.query.url}': { post: { requestBody: { content: json(ref('Pet')) }, responses: { 204: { description: 'Read.' } } } } },
        },
      },
    },
    '/pets/{petId}': {
      parameters: [petId],
      put: {
        operationId: 'replacePet',
        tags: ['Pets'],
        summary: 'Replace a pet',
        deprecated: true,
        security: [{ key: [] }],
        requestBody: { content: json(ref('Pet')) },
        responses: { 200: { description: 'Replaced.', content: json(ref('Pet')) } },
      },
      patch: {
        operationId: 'changePet',
        tags: ['Pets'],
        summary: 'Change a pet',
        requestBody: { content: { 'application/merge-patch+json': { schema: { type: 'object', additionalProperties: { type: 'string' } } } } },
        responses: { 204: { description: 'Changed.' } },
      },
      delete: { operationId: 'deletePet', tags: ['Pets'], summary: 'Remove a pet', security: [{ login: [] }], responses: { 204: { description: 'Removed.' } } },
    },
    '/pets/{petId}/photo': {
      parameters: [petId],
      post: {
        operationId: 'addPhoto',
        tags: ['Pets'],
        summary: 'Add a photo with a caption',
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: { type: 'object', required: ['photo'], properties: { photo: { type: 'string', format: 'binary' }, caption: { type: 'string' } } },
            },
          },
        },
        responses: { 202: { description: 'Accepted.' }, 413: problem },
      },
    },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key.' },
      login: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://example.com/token', scopes: { 'pets:write': 'To change pets' } } },
      },
    },
    schemas: {
      Pet: {
        oneOf: [ref('Cat'), ref('Dog')],
        discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' } },
      },
      Cat: {
        type: 'object',
        required: ['kind', 'name'],
        properties: {
          kind: { type: 'string', enum: ['cat'] },
          name: { type: 'string', minLength: 1, maxLength: 40, description: 'What it is called.', example: 'Minka' },
          lives: { type: 'integer', minimum: 0, maximum: 9, readOnly: true },
          born: { type: 'string', format: 'date', nullable: true },
        },
      },
      Dog: {
        type: 'object',
        required: ['kind'],
        properties: {
          kind: { type: 'string', enum: ['dog'] },
          tricks: { type: 'array', uniqueItems: true, items: { type: 'string' } },
          owner: { type: 'object', properties: { name: { type: 'string' }, address: { type: 'object', properties: { city: { type: 'string' } } } } },
        },
      },
      Page: { type: 'object', required: ['items'], properties: { items: { type: 'array', items: ref('Pet') }, next: { type: 'string' } } },
      Problem: { type: 'object', required: ['type'], properties: { type: { type: 'string', format: 'uri' }, status: { type: 'integer' } } },
    },
  },
};
