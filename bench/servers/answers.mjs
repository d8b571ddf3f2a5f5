import { petList } from './pets.mjs';

/** The list that `listPets` sends, made once: its length is the environment's. */
let pets;

/** What every measured operation answers, on whatever server. */
export const answers = {
  getSmokeTest: () => ({ status: 'ok', message: 'PetSage system is purring happily!', timestamp: new Date().toISOString() }),
  summarizePets: (sent) => ({ count: sent.length, weightKg: sent.reduce((sum, pet) => sum + pet.weightKg, 0) }),
  listPets: () => {
    pets ??= petList(Number(process.env.BENCH_ITEMS));
    return pets;
  },
  'repos/list-languages': () => ({ TypeScript: 71_350, Mustache: 4021 }),
};
