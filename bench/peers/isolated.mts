import type { Job } from '../tasks/job.mjs';

/** The requests of a job for libraries that end everything at the first failure: failures are counted, and give nothing. */
export function isolated({ first, second, tally }: Job): {
  readonly first: (root: number) => Promise<readonly number[]>;
  readonly second: (leaf: number) => Promise<void>;
} {
  return {
    async first(root) {
      try {
        return await first(root);
      } catch {
        tally.rejectRoot();
        return [];
      }
    },
    async second(leaf) {
      try {
        await second(leaf);
        tally.fulfil();
      } catch {
        tally.reject();
      }
    },
  };
}
