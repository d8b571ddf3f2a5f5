/** Whether this instance wants work. */
export class Health {
  #draining = false;

  get draining(): boolean {
    return this.#draining;
  }

  /** From now on health checks are told that the instance is leaving. There is no way back. */
  drain(): void {
    this.#draining = true;
  }
}
