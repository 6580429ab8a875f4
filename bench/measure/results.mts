import { isMeasured, type Measured, type Sample } from './sample.mjs';
import { median } from './statistics.mjs';

/** What is read off a measurement. */
export type Metric = (measured: Measured) => number;

/** What one round has measured, by the names of the cases. */
export type Round = ReadonlyMap<string, Sample>;

/** What all rounds of a work have measured, by the names of its cases. */
export class Results {
  readonly #rounds: readonly Round[];
  /** What an older Node has measured, if some cases ran on it. */
  readonly old: Results | undefined;

  constructor(rounds: readonly Round[], old?: Results) {
    this.#rounds = rounds;
    this.old = old;
  }

  /** How many rounds there were. */
  get rounds(): number {
    return this.#rounds.length;
  }

  /** The median over the rounds; NaN if the case did not end. */
  of(name: string, metric: Metric): number {
    return median(this.#measured(name).map(metric));
  }

  /** How many times as much as another case one takes: the median of the ratios within each round; NaN if one of them did not end. */
  ratio(name: string, base: string, metric: Metric): number {
    return median(this.#pairs(name, base, metric).map(([one, other]) => one / other));
  }

  /** How much more than another case one takes: the median of the differences within each round; NaN if one of them did not end. */
  difference(name: string, base: string, metric: Metric): number {
    return median(this.#pairs(name, base, metric).map(([one, other]) => one - other));
  }

  /** The case that takes least of those that end. */
  least(names: readonly string[], metric: Metric): string | undefined {
    const values = names.map((name) => [name, this.of(name, metric)] as const).filter(([, value]) => !Number.isNaN(value));
    return values.sort(([, a], [, b]) => a - b)[0]?.[0];
  }

  ended(name: string): boolean {
    return this.#measured(name).length > 0;
  }

  /** The peak of a case's memory in MB, whether or not it ended. */
  peak(name: string): number {
    return median(this.#samples(name).flatMap(({ peak }) => (peak === undefined ? [] : [peak])));
  }

  /** The most of each kind that were in flight at once, in any round. */
  inFlight(name: string): readonly number[] {
    const all = this.#measured(name).map(({ inFlight }) => inFlight);
    return (all[0] ?? []).map((_, kind) => Math.max(...all.map((inFlight) => inFlight[kind] ?? NaN)));
  }

  /** Whether a case was sampled at all. */
  has(name: string): boolean {
    return this.#samples(name).length > 0;
  }

  #pairs(name: string, base: string, metric: Metric): [number, number][] {
    return this.#rounds.flatMap((round) => {
      const [one, other] = [round.get(name), round.get(base)];
      return isMeasured(one) && isMeasured(other) ? [[metric(one), metric(other)] as [number, number]] : [];
    });
  }

  #samples(name: string): Sample[] {
    return this.#rounds.flatMap((round) => round.get(name) ?? []);
  }

  #measured(name: string): Measured[] {
    return this.#samples(name).filter(isMeasured);
  }
}
