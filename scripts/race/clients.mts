import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { listStage, pipeline, stage } from 'rxjs-stages';
import { LATENCIES, type Send } from './requests.mjs';

const ITEMS = Object.keys(LATENCIES);

/** How many requests of a round are in flight at once, in both clients. */
export const SLOTS = 4;

/** All of the first round, then all of the second. */
export async function withBarrier(send: Send): Promise<void> {
  const lists = await lastValueFrom(
    from(ITEMS).pipe(
      mergeMap((item) => send(item), SLOTS),
      toArray(),
    ),
  );
  await lastValueFrom(
    from(lists.flat()).pipe(
      mergeMap((detail) => send(detail), SLOTS),
      toArray(),
    ),
  );
}

/** Each request the moment its parent answers. */
export async function withStages(send: Send): Promise<void> {
  const search = listStage('search', (item: string, { signal }) => send(item, signal), { concurrency: SLOTS });
  const detail = stage('detail', (name: string, { signal }) => send(name, signal), { concurrency: SLOTS });
  await lastValueFrom(pipeline(search, detail)(ITEMS).pipe(toArray()));
}
