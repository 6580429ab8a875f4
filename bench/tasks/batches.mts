import { deepStrictEqual, ok } from 'node:assert';
import { failure } from './fate.mjs';
import { Gauge } from './gauge.mjs';

/** What each subject is given, and all that it is given. */
export interface BatchJob {
  readonly ids: readonly number[];
  /** One request for several ids, of which some may fail; it answers in their order. */
  readonly request: (ids: readonly number[]) => Promise<readonly (number | Error)[]>;
  /** How many ids a request may be for. */
  readonly max: number;
  /** How many requests may be in flight. */
  readonly slots: number;
  /** Takes what came of one id, in any order: its value, or `undefined` if it has failed. */
  readonly deliver: (id: number, value: number | undefined) => void;
}

/** How a subject does a job: to the end, with all failures isolated and the outcome of each id delivered. */
export type BatchRun = (job: BatchJob) => Promise<void>;

export const MAX = 100;
export const IN_FLIGHT = 4;

/** One id in a hundred fails. */
function answerOf(id: number): number | Error {
  return id % 100 === 50 ? failure : id;
}

/** One run's job, and afterwards whether it was done. A request waits for a turn of the event loop. */
export class BatchTrial {
  firstAt = NaN;
  readonly gauges: readonly [Gauge] = [new Gauge()];
  readonly job: BatchJob;
  #fulfilled = 0;
  #rejected = 0;
  #wrong = 0;

  constructor(count: number) {
    const [gauge] = this.gauges;
    this.job = {
      ids: Array.from({ length: count }, (_, id) => id),
      max: MAX,
      slots: IN_FLIGHT,
      request(ids) {
        gauge.enter();
        return new Promise((resolve) => {
          setImmediate(() => {
            gauge.leave();
            resolve(ids.map(answerOf));
          });
        });
      },
      deliver: (id, value) => {
        if (this.#fulfilled + this.#rejected === 0) this.firstAt = performance.now();
        if (value === undefined) this.#rejected++;
        else if (value === id) this.#fulfilled++;
        else this.#wrong++;
      },
    };
  }

  /** Checks that there was an outcome for each id, and that the bounds were kept. */
  check(): void {
    const { ids } = this.job;
    const rejected = ids.filter((id) => answerOf(id) === failure).length;
    deepStrictEqual([this.#fulfilled, this.#rejected, this.#wrong], [ids.length - rejected, rejected, 0]);
    const [{ max }] = this.gauges;
    ok(max <= IN_FLIGHT, `${String(max)} requests were in flight at once`);
  }
}
