import { map, of, range, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { gather, listStage, pipeline, stage, type BranchEvent } from 'rxjs-stages';

test('two rounds', () => {
  new TestScheduler((a, b) => expect(a).toEqual(b)).run(({ cold, expectObservable }) => {
    const first = stage('first', (x: string) => cold(x === 'a' ? '-x-y|' : '---#'));
    const second = stage('second', (_: string, { inputs }) => of(inputs.join('')));
    const out = cold('(ab|)').pipe(pipeline(first, second), map((o) => (o.status === 'fulfilled' ? o.value : `!${String(o.reason)}`)));
    expectObservable(out).toBe('-xey|', { x: 'ax', y: 'ay', e: '!error' });
  });
});
test.each([1, 64])('a million, concurrency %s', (concurrency) => {
  let n = 0;
  let done = false;
  range(0, 1_000_000).pipe(pipeline(stage('a', (x: number) => of(x)), stage('b', (x) => [x]), { concurrency })).subscribe({ next: () => n++, complete: () => (done = true) });
  expect([n, done]).toEqual([1_000_000, true]);
});
test('for await', async () => {
  const events: BranchEvent[] = [];
  const p = pipeline(listStage('a', async (x: number) => [x, x + 1]), stage('b', async (x) => x * 2), { onEvent: (e) => events.push(e), highWaterMark: 2 });
  let pulled = 0;
  function* roots() { for (;;) yield pulled++; }
  const seen: unknown[] = [];
  for await (const o of p(roots())) { seen.push(o.status === 'fulfilled' ? o.value : o); if (seen.length > 10) break; }
  console.log(seen, pulled, events.filter((e) => e.type === 'cancelled').length);
  for await (const g of gather(p)([1, 2, 3])) console.log(JSON.stringify(g));
});
test('sync order', () => {
  const out: unknown[] = [];
  pipeline(stage('a', (x: number) => [x + 'a', x + 'b']), stage('b', (x) => [x + '1', x + '2']), stage('c', (x) => of(x)))([1, 2]).pipe(take(7)).subscribe((o) => out.push(o.status === 'fulfilled' ? o.value : o));
  expect(out).toEqual(['1a1', '1a2', '1b1', '1b2', '2a1', '2a2', '2b1']);
});
