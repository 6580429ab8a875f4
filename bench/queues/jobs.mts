/** What a job is about: a number, which is doubled, and some text. */
export interface Input {
  readonly id: number;
  readonly text: string;
}

/** Jobs that were not done before, unless `from` is the same. */
export function inputs(from: number, count: number): Input[] {
  return Array.from({ length: count }, (_, index) => ({ id: from + index, text: 'x'.repeat(100) }));
}

/** Where the jobs go. */
export interface Place {
  readonly url: string;
  readonly queue: string;
  /** How many of them are outstanding at once. */
  readonly outstanding: number;
}

/** Lets workers do jobs, and adds up their answers. */
export type Produce = (jobs: readonly Input[]) => Promise<number>;
