import type { ObservableInput } from 'rxjs';
import type { Attempt } from './attempt.js';
import type { Clock } from './clock.js';
import { asyncEmissions, asyncIterator, emissions, NONSENSE, promise } from './emissions.js';
import { cold } from './observables.js';
import { WatchedAsyncIterator } from './watched-async-iterator.js';
import { WatchedIterator, withoutReturn } from './watched-iterator.js';

/**
 * Answers as a script says, so that its attempt hears of all that is asked of the answer.
 *
 * @param lists - whether lists are expected
 */
export function answer(attempt: Attempt, clock: Clock, lists: boolean): ObservableInput<unknown> {
  const { kind, failing, reason } = attempt.script;
  if (failing === 'throw') throw reason;
  if (failing === 'nonsense') return NONSENSE;
  const opening = <T>(open: () => T) => {
    return (): T => {
      attempt.inside();
      if (failing === 'open') throw reason;
      return open();
    };
  };
  switch (kind) {
    case 'observable':
    case 'hot':
      return cold(attempt, clock, lists);
    case 'promise':
      return failing === 'open' ? { then: opening(() => Promise.reject(new Error('never opened'))) } : promise(attempt, clock, lists);
    case 'array':
      return [...emissions(attempt, lists)];
    case 'generator':
      return { [Symbol.iterator]: opening(() => new WatchedIterator(emissions(attempt, lists), attempt, false)) };
    case 'iterator':
      return { [Symbol.iterator]: opening(() => withoutReturn(new WatchedIterator(emissions(attempt, lists), attempt, false), attempt)) };
    case 'async generator':
      return iterable(opening(() => new WatchedAsyncIterator(asyncEmissions(attempt, clock, lists), attempt)));
    case 'async iterator':
      return iterable(opening(() => new WatchedAsyncIterator(asyncIterator(attempt, clock, lists), attempt)));
  }
}

function iterable(open: () => AsyncIterator<unknown>): AsyncIterable<unknown> {
  return { [Symbol.asyncIterator]: open };
}
