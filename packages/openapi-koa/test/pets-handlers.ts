import { Readable } from 'node:stream';
import { defineProblems, type HandlerContext, Problem } from '../src/index.ts';

const problems = defineProblems({ taken: { status: 409, title: 'There is such a pet', remedy: 'Choose another name.' } });

interface Request {
  readonly params: Record<string, never>;
  readonly query: object;
  readonly headers: object;
  readonly cookies: object;
  readonly contentType: string | undefined;
  readonly body: Record<string, unknown>;
}

const pet = (id: number, name = 'Minka') => ({ id, name, species: 'cat' });

/** Responses of an instance that breaks the contract in one way each, by id. */
const broken: Readonly<Record<number, () => unknown>> = {
  500: () => {
    throw new Error('boom: a secret of the service');
  },
  501: () => ({ status: 200, body: { ...pet(501), name: 7 } }),
  502: () => ({ status: 200, body: { ...pet(502), password: 'hunter2' } }),
  503: () => ({ status: 202, body: pet(503) }),
  504: () => ({ status: 200, type: 'text/html', body: '<p>' }),
  505: () => ({ status: 200, headers: { 'X-Secret': 'hunter2' }, body: pet(505) }),
  506: () => ({ status: 200, headers: { 'X-Next': 'a\r\nX-Secret: hunter2' }, body: pet(506) }),
  404: () => ({ status: 404, body: { type: 'about:blank', title: 'No such pet', status: 404, detail: 'There is no pet 404.' } }),
};

/** Handlers for `documents/pets.yaml`. */
export const petsHandlers = {
  listPets({ query, headers, cookies }: Request, { accepts }: HandlerContext) {
    const fields = { 'X-Total-Count': 0, 'X-Next': JSON.stringify({ query, headers, cookies }) };
    if (accepts[0] === 'text/csv') return { status: 200, type: 'text/csv', headers: fields, body: 'id,name\r\n' };
    return { status: 200, headers: fields, body: [] };
  },
  async createPet({ body }: Request) {
    if (body['name'] === 'Taken') throw new Problem(problems.taken, { detail: 'Choose another name.' });
    return { status: 201, headers: { Location: '/pets/1' }, body: { id: 1, ...body } };
  },
  getPet: ({ params }: Request) => broken[params['petId'] as unknown as number]?.() ?? { status: 200, body: pet(params['petId'] as unknown as number) },
  updatePet: ({ params, body }: Request) => ({ status: 200, body: { ...pet(params['petId'] as unknown as number), ...body } }),
  deletePet: () => ({ status: 204 }),
  getNewestPet: () => ({ status: 200, body: pet(9, 'Newest') }),
  getNote: ({ params }: Request) => ({ status: 200, type: 'text/plain', body: `${params['owner']}: ${params['note']}` }),
  getPhoto: ({ params }: Request) => ({
    status: 200,
    body: params['name'] === 'stream' ? Readable.from([Buffer.from('PNG'), Buffer.from('!')]) : Buffer.from('PNG!'),
  }),
  checkPhoto: () => ({ status: 200, headers: { 'X-Width': 4 } }),
};
