import { done } from './done.mjs';
import { failure } from './fate.mjs';
import type { Tasks } from './job.mjs';

/** A fast first round and a second one that is slower: each of its tasks waits for a turn of the event loop. */
export const immediate: Tasks = (fate, gauges) => {
  const { second } = gauges;
  return {
    first: done(fate, gauges).first,
    second(leaf) {
      second.enter();
      return new Promise((resolve, reject) => {
        setImmediate(() => {
          second.leave();
          if (fate.leafFails(leaf)) reject(failure);
          else resolve(leaf);
        });
      });
    },
  };
};
