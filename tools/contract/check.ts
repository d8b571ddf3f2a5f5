/** One of the contract's checks. */
export interface Check {
  readonly name: string;
  readonly about: string;
  /**
   * @returns a line for each fault; none when all is well
   * @throws NotRun where something is missing that the check needs
   */
  run(): Promise<readonly string[]>;
}

/** The check cannot be made on this machine; the message says what it needs. */
export class NotRun extends Error {
  override readonly name = 'NotRun';
}
