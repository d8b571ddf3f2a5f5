/** One of the contract's checks. */
export interface Check {
  readonly name: string;
  readonly about: string;
  /** @returns a line for each fault; none when all is well */
  run(): Promise<readonly string[]>;
}
