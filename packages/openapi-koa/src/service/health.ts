/** Whether this instance is draining. */
export class Health {
  #draining = false;

  get draining(): boolean {
    return this.#draining;
  }

  /** From now on health checks get a 503. This cannot be undone. */
  drain(): void {
    this.#draining = true;
  }
}
