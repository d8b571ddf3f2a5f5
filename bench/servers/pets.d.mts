export interface Pet {
  readonly id: number;
  readonly name: string;
  readonly species: string;
  readonly weightKg: number;
  readonly vaccinated: boolean;
  readonly tags: readonly string[];
}
export interface ListedPet extends Omit<Pet, 'vaccinated'> {
  readonly bornOn: string;
  readonly owner: { readonly id: string };
}
export declare function petOf(id: number): Pet;
export declare function listedPetOf(id: number): ListedPet;
export declare function petList(count: number): readonly ListedPet[];
