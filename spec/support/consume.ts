import { lastValueFrom, toArray, type Observable } from 'rxjs';

/** All results of a subscription, when it completes. */
export function all<T>(results: Observable<T>): Promise<T[]> {
  return lastValueFrom(results.pipe(toArray()));
}

/** Takes all results by `for await`. */
export async function iterate<T>(results: AsyncIterable<T>, take: (result: T) => unknown): Promise<void> {
  for await (const result of results) take(result);
}
