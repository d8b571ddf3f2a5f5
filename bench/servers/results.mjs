import { petList, petOf } from './pets.mjs';

/** What a client of `getKeyedPet` sends as `X-API-Key`. */
export const API_KEY = 'b7a1f0c4d2e84b0e9c55';
/** Of the pet of the day. */
export const ETAG = '"pet-7"';

/** The list that `listPets` sends, made once: its length is the environment's. */
let pets;

/** What the handler of every measured operation returns, on whatever server: functions of the body and of the other parts of the request. */
export const results = {
  getSmokeTest: () => ({ status: 'ok', message: 'PetSage system is purring happily!', timestamp: new Date().toISOString() }),
  summarizePets: (sent) => ({ count: sent.length, weightKg: sent.reduce((sum, pet) => sum + pet.weightKg, 0) }),
  listPets: () => {
    pets ??= petList(Number(process.env.BENCH_ITEMS));
    return pets;
  },
  getPet: (_body, { params }) => petOf(Number(params.petId)),
  findPets: (_body, { query }) => ({ page: Number(query.page), size: Number(query.size), filters: Object.keys(query).length - 2 }),
  getKeyedPet: () => petOf(7),
  getPetOfTheDay: () => petOf(7),
  sendPicture: countBytes,
  storePicture: countBytes,
  checkPet: ({ name, bornOn }) => ({ name, weightKg: name === 'wrong response' ? -4 : 4, bornOn: name === 'wrong format' ? 'yesterday' : bornOn }),
  'repos/list-languages': () => ({ TypeScript: 71_350, Mustache: 4021 }),
};

async function countBytes({ picture }) {
  return { bytes: await bytesOf(picture.stream()) };
}

/** How long a stream is, read to its end. */
export async function bytesOf(stream) {
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  return bytes;
}
