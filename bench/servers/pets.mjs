/** The pets that requests and responses are made of: the same in every run and on every server. */
const SPECIES = ['cat', 'dog', 'rabbit', 'hamster', 'budgie'];
const TAGS = ['calm', 'indoor', 'young', 'rescued'];

/** A pet as a client sends it. */
export function petOf(id) {
  return {
    id,
    name: `Minka the ${id}th`,
    species: SPECIES[id % SPECIES.length],
    weightKg: ((id * 7) % 400) / 8,
    vaccinated: id % 3 !== 0,
    tags: TAGS.slice(0, id % (TAGS.length + 1)),
  };
}

/** A pet as a list has it: with strings whose formats are checked, and an object in the object. */
export function listedPetOf(id) {
  const day = String((id % 28) + 1).padStart(2, '0');
  const { vaccinated: _, ...pet } = petOf(id);
  return { ...pet, bornOn: `2020-02-${day}`, owner: { id: `6f1d2c3b-4a59-4e68-9777-${String(id).padStart(12, '0')}` } };
}

/** `count` listed pets. */
export function petList(count) {
  return Array.from({ length: count }, (_, index) => listedPetOf(index + 1));
}
