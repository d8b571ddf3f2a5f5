/**
 * A conversion that waits where it comes upon a definition, until that one is converted: what it yields. It would be a function that calls
 * itself, if there were no chains of references that are longer than any stack.
 */
export type Conversion<Result> = Generator<Conversion<undefined>, Result, undefined>;

/** Finishes a conversion, and before it those that it waits for. */
export function finish<Result>(conversion: Conversion<Result>): Result {
  const waiting: Conversion<Result | undefined>[] = [conversion];
  for (;;) {
    const { done, value } = (waiting.at(-1) as Conversion<Result | undefined>).next();
    if (done !== true) waiting.push(value as Conversion<undefined>);
    else if (waiting.length > 1) waiting.pop();
    else return value as Result;
  }
}
