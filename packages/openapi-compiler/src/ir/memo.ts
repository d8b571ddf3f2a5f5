/**
 * A fact about an object that is found once, such as about a schema that many others refer to.
 *
 * @param find must not depend on anything but the object
 */
export function fact<Subject extends object, Value>(find: (subject: Subject) => Value): (subject: Subject) => Value {
  const known = new WeakMap<Subject, { readonly value: Value }>();
  return (subject) => {
    let found = known.get(subject);
    if (found === undefined) {
      found = { value: find(subject) };
      known.set(subject, found);
    }
    return found.value;
  };
}

/** The same for facts about an object and a name, of which each object has a few. */
export function factOf<Subject extends object, Name extends string, Value>(
  find: (subject: Subject, name: Name) => Value,
): (subject: Subject, name: Name) => Value {
  const known = fact((_: Subject) => new Map<Name, Value>());
  return (subject, name) => {
    const values = known(subject);
    if (!values.has(name)) values.set(name, find(subject, name));
    return values.get(name) as Value;
  };
}

/** What is found when it is asked for, once. */
export function lazily<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= make();
    return value;
  };
}
