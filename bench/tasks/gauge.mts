const settled = Promise.resolve();

/** How many tasks of one round were made, and how many of them were under way at once. It is part of the work, the same for all, and cheap. */
export class Gauge {
  calls = 0;
  max = 0;
  #active = 0;
  readonly #empty = (): void => {
    this.#active = 0;
  };

  enter(): void {
    this.calls++;
    if (++this.#active > this.max) this.max = this.#active;
  }

  leave(): void {
    this.#active--;
  }

  /**
   * Counts a task whose promise is settled when it is returned. Nobody can know of that before the microtasks that wait at this moment have run: until then all
   * such tasks are under way. One microtask for all of them is enough, which is queued by the first.
   */
  touch(): void {
    if (this.#active === 0) void settled.then(this.#empty);
    this.enter();
  }
}

/** One gauge for each round. */
export class Gauges {
  readonly first = new Gauge();
  readonly second = new Gauge();
}
