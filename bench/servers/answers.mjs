/** What every measured operation answers, on whatever server. */
export const answers = {
  getSmokeTest: () => ({ status: 'ok', message: 'PetSage system is purring happily!', timestamp: new Date().toISOString() }),
  summarizePets: (pets) => ({ count: pets.length, weightKg: pets.reduce((sum, pet) => sum + pet.weightKg, 0) }),
  'repos/list-languages': () => ({ TypeScript: 71_350, Mustache: 4021 }),
};
