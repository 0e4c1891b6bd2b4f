/** Lets steps with the same name run one after the other, in the order of the calls, and all others at once. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  take<T>(name: string, step: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(step);
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(name) === settled) this.#last.delete(name);
      });
    this.#last.set(name, settled);
    return turn;
  }

  /** Resolves when all steps taken so far are done. */
  async idle(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
