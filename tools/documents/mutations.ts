/** A value that differs from another in one place. */
export interface Mutation {
  /** What was done, such as `without /name` or `a number at /name`. */
  readonly what: string;
  readonly value: unknown;
}

/** Every value that lacks one member, has one more, or has something of another type, or another text, in one place. */
export function mutations(value: unknown, pointer = ''): Mutation[] {
  const here = wrongTypes(value).map((wrong) => ({ what: `${JSON.stringify(wrong)} at ${pointer || '/'}`, value: wrong }));
  if (Array.isArray(value)) {
    return [
      ...here,
      ...value.flatMap((item, index) => mutations(item, `${pointer}/${index}`).map((inner) => ({ ...inner, value: value.with(index, inner.value) }))),
    ];
  }
  if (typeof value !== 'object' || value === null) return here;
  const members = Object.entries(value);
  return [
    ...here,
    { what: `more at ${pointer || '/'}`, value: { ...value, undeclared: 1 } },
    ...members.map(([name]) => ({ what: `without ${pointer}/${name}`, value: Object.fromEntries(members.filter(([other]) => other !== name)) })),
    ...members.flatMap(([name, member]) =>
      mutations(member, `${pointer}/${name}`).map(({ what, value: changed }) => ({ what, value: { ...value, [name]: changed } })),
    ),
  ];
}

function wrongTypes(value: unknown): unknown[] {
  return [null, true, 7, 'no such value', '', [], {}].filter((wrong) => typeof value === 'string' || kindOf(wrong) !== kindOf(value));
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
