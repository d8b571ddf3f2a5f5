import type { SendRequest } from '../src/index.ts';

/** The requests that do not compile; `npm run typecheck` fails when one of them does. */
interface Operations {
  getPet: Operation<{ petId: number }, { fields?: string[] }, undefined>;
  listPets: Operation<Record<never, never>, { limit: number; sort?: 'name' | 'born' }, undefined, { 'X-Trace'?: string }>;
  createPet: Operation<Record<never, never>, Record<never, never>, { 'application/json': NewPet; 'application/vnd.pet+json': NewPet }>;
  addPhoto: Operation<{ petId: number }, Record<never, never>, { 'image/*': unknown; 'multipart/form-data': { photo: unknown } } | undefined>;
  addNote: Operation<Record<never, never>, Record<never, never>, { 'text/plain': string }>;
  addFact: Operation<Record<never, never>, Record<never, never>, { 'text/plain': string; 'text/markdown': string }>;
  changePet: Operation<Record<never, never>, Record<never, never>, { 'application/merge-patch+json': Partial<NewPet> }>;
}
interface Operation<Params extends object, Query extends object, Body extends object | undefined, Headers extends object = Record<never, never>> {
  params: Params;
  query: Query;
  headers: Headers;
  cookies: Record<never, never>;
  body: Body;
  responses: { '200': { headers: Record<never, never>; content: { 'application/json': unknown } } };
}
interface NewPet {
  name: string;
  species: 'cat' | 'dog';
}

const newPet = { name: 'Mo', species: 'cat' } as const;

export async function right(request: SendRequest<Operations>, photo: Blob): Promise<Response[]> {
  return [
    await request('getPet', { params: { petId: 1 } }),
    await request('getPet', { params: { petId: 1 }, query: { fields: ['name'] }, headers: { Authorization: 'Bearer t' }, cookies: { session: 's' } }),
    await request('listPets'),
    await request('listPets', { query: { sort: 'born' }, headers: { 'X-Trace': 'abc' }, signal: AbortSignal.timeout(1000) }),
    await request('createPet', { body: newPet }),
    await request('createPet', { body: newPet, contentType: 'application/vnd.pet+json' }),
    await request('addPhoto', { params: { petId: 1 } }),
    await request('addPhoto', { params: { petId: 1 }, body: photo, contentType: 'image/png' }),
    await request('addPhoto', { params: { petId: 1 }, body: new FormData() }),
    await request('addNote', { body: 'a note', contentType: 'text/plain' }),
    await request('addNote', { body: 'a note' }),
    await request('addFact', { body: 'a fact', contentType: 'text/plain' }),
    await request('changePet', { body: { name: 'Mo' } }),
    await request(new Request('http://localhost/pets')),
    await request('/pets', { method: 'POST', body: '{' }),
  ];
}

export function wrong(request: SendRequest<Operations>): void {
  // @ts-expect-error an operation that the document does not have
  request('getCat');
  // @ts-expect-error a missing path parameter
  request('getPet');
  // @ts-expect-error a path parameter of another type
  request('getPet', { params: { petId: 'x' } });
  // @ts-expect-error an undeclared query parameter
  request('listPets', { query: { order: 'name' } });
  // @ts-expect-error a value that the enum does not have
  request('listPets', { query: { sort: 'age' } });
  // @ts-expect-error a header of another type
  request('listPets', { headers: { 'X-Trace': 7 } });
  // @ts-expect-error a missing body
  request('createPet', {});
  // @ts-expect-error a body without a property
  request('createPet', { body: { name: 'Mo' } });
  // @ts-expect-error a body where none is declared
  request('getPet', { params: { petId: 1 }, body: newPet });
  // @ts-expect-error a media type outside of the declared range
  request('addPhoto', { params: { petId: 1 }, body: 'x', contentType: 'video/mp4' });
  // @ts-expect-error a media type that the operation does not declare
  request('addNote', { body: 'a note', contentType: 'text/markdown' });
  // @ts-expect-error text of one of two media types
  request('addFact', { body: 'a fact' });
  // @ts-expect-error a range does not say which media type the body has
  request('addPhoto', { params: { petId: 1 }, body: 'x' });
  // @ts-expect-error a body of another type
  request('changePet', { body: { species: 'cow' } });
  // @ts-expect-error a form that is not encoded
  request('addPhoto', { params: { petId: 1 }, body: { photo: 1 } });
}

test('the requests above compile, and those below do not', () => {
  expect([right, wrong].map((requests) => typeof requests)).toEqual(['function', 'function']);
});
