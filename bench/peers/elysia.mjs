/** Elysia on Bun, with schemas for requests and responses: those of the documents, in its own language. */
import { Elysia, t } from 'elysia';
import { at, readOperation } from '../servers/listen.mjs';

const { path, method, operation, result } = readOperation();

const species = t.Union(['cat', 'dog', 'rabbit', 'hamster', 'budgie'].map((name) => t.Literal(name)));
const pet = {
  id: t.Integer({ minimum: 1 }),
  name: t.String({ minLength: 1, maxLength: 64 }),
  species,
  weightKg: t.Number({ minimum: 0, maximum: 200 }),
  tags: t.Optional(t.Array(t.String({ pattern: '^[a-z]{1,16}$' }), { maxItems: 8 })),
};
const date = t.String({ format: 'date' });

const schemas = {
  getSmokeTest: {
    response: t.Object({ status: t.Literal('ok'), message: t.String({ minLength: 1 }), timestamp: t.String({ format: 'date-time' }) }),
  },
  summarizePets: {
    body: t.Array(t.Object({ ...pet, vaccinated: t.Optional(t.Boolean()) }), { maxItems: 100_000 }),
    response: t.Object({ count: t.Integer({ minimum: 0 }), weightKg: t.Number({ minimum: 0 }) }),
  },
  listPets: {
    response: t.Array(t.Object({ ...pet, bornOn: date, owner: t.Object({ id: t.String({ format: 'uuid' }) }) }), { maxItems: 100_000 }),
  },
  checkPet: {
    query: t.Object({ limit: t.Optional(t.Integer({ minimum: 1 })) }),
    body: t.Object({ name: t.String({ minLength: 1 }), bornOn: date }),
    response: t.Object({ name: t.String({ minLength: 1 }), weightKg: t.Number({ minimum: 0 }), bornOn: date }),
  },
};
const schema = schemas[operation.operationId];

new Elysia()
  .route(
    method.toUpperCase(),
    path,
    ({ body, set }) => {
      set.headers['Cache-Control'] = 'no-store';
      return result(body);
    },
    schema,
  )
  .listen({ port: at.port, hostname: at.host });
