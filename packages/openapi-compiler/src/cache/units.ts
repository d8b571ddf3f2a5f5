/** A text that is made from a part of the document, and what is known of it. */
export interface Unit<Facts> {
  readonly text: string;
  /** As JSON can have it. */
  readonly facts: Facts;
}

/** Texts that were made before. */
export interface Units {
  /**
   * The text for an input.
   *
   * @param input everything that decides it, besides the compiler itself; it begins with what kind of text it is
   * @param make  makes it if it is not known
   */
  get<Facts>(input: string, make: () => Unit<Facts>): Unit<Facts>;
}

/** Makes each of them. */
export const NO_UNITS: Units = { get: (_input, make) => make() };
