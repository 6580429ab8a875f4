import { lastValueFrom, of, throwError, toArray } from 'rxjs';
import { isFulfilled, isRejected, listStage, pipeline, stage, type Fulfilled, type Outcome, type Rejected } from 'rxjs-stages';
import { expectToCompile, expectType, type Delivered, type Equal } from './equal.js';

interface Hit {
  readonly id: number;
}

const search = listStage('search', (term: string) => (term === '' ? throwError(() => 'no term') : of<Hit[]>([{ id: term.length }])));
const detail = stage('detail', (hit: Hit) => (hit.id > 4 ? throwError(() => 'not found') : of(`hit ${String(hit.id)}`)));
const run = pipeline(search, detail);
type Searched = Delivered<typeof run>;

function outcomes(): Promise<Searched[]> {
  return lastValueFrom(run(['', 'rxjs', 'stages']).pipe(toArray()));
}

describe('types of outcomes', () => {
  it('say where they come from, and are read-only', async () => {
    interface Provenance<N> {
      readonly stage: N;
      readonly inputs: [string];
      readonly path: readonly number[];
      readonly attempts: number;
    }
    interface Value extends Provenance<'name'> {
      readonly status: 'fulfilled';
      readonly value: number;
      readonly index: number;
    }
    interface Failure extends Provenance<'name'> {
      readonly status: 'rejected';
      readonly reason: unknown;
    }

    expectType<Equal<Fulfilled<number, 'name', [string]>, Value>>(true);
    expectType<Equal<Rejected<'name', [string]>, Failure>>(true);
    expectType<Equal<Outcome, Fulfilled | Rejected>>(true);
    expect((await outcomes()).map((outcome) => Object.keys(outcome).sort())).toEqual([
      ['attempts', 'inputs', 'path', 'reason', 'stage', 'status'],
      ['attempts', 'index', 'inputs', 'path', 'stage', 'status', 'value'],
      ['attempts', 'inputs', 'path', 'reason', 'stage', 'status'],
    ]);
  });

  it('narrow by status: the value, or the reason', async () => {
    const seen = (await outcomes()).map((outcome) => {
      if (outcome.status === 'fulfilled') {
        expectType<Equal<typeof outcome, Fulfilled<string, 'detail', [string, Hit]>>>(true);
        expectType<Equal<typeof outcome.value, string>>(true);
        expectType<Equal<typeof outcome.index, number>>(true);
        return outcome.value;
      }
      expectType<Equal<typeof outcome, Rejected<'search', [string]> | Rejected<'detail', [string, Hit]>>>(true);
      expectType<Equal<typeof outcome.reason, unknown>>(true);
      return outcome.reason;
    });

    expect(seen).toEqual(['no term', 'hit 4', 'not found']);
  });

  it('narrow by stage: the inputs that led there', async () => {
    const seen = (await outcomes()).map((outcome) => {
      switch (outcome.stage) {
        case 'search':
          expectType<Equal<typeof outcome, Rejected<'search', [string]>>>(true);
          return outcome.inputs[0];
        case 'detail':
          expectType<Equal<typeof outcome.inputs, [string, Hit]>>(true);
          return outcome.inputs[1];
      }
    });

    expect(seen).toEqual(['', { id: 4 }, { id: 6 }]);
  });

  it('narrow by the guards, in if and in filter', async () => {
    const all = await outcomes();
    const fulfilled = all.filter(isFulfilled);
    const rejected = all.filter(isRejected);

    expectType<Equal<typeof fulfilled, Fulfilled<string, 'detail', [string, Hit]>[]>>(true);
    expectType<Equal<typeof rejected, (Rejected<'search', [string]> | Rejected<'detail', [string, Hit]>)[]>>(true);
    expect([fulfilled.length, rejected.length]).toEqual([1, 2]);
    for (const outcome of all) {
      if (isFulfilled(outcome)) expectType<Equal<typeof outcome, (typeof fulfilled)[number]>>(true);
      else expectType<Equal<typeof outcome, (typeof rejected)[number]>>(true);
    }
  });

  it('narrow where only Outcome is known', async () => {
    const seen = (await outcomes()).map((outcome: Outcome) => {
      if (isRejected(outcome)) {
        expectType<Equal<typeof outcome, Rejected>>(true);
        return outcome.stage;
      }
      expectType<Equal<typeof outcome, Fulfilled>>(true);
      expectType<Equal<typeof outcome.value, unknown>>(true);
      expectType<Equal<typeof outcome.inputs, readonly unknown[]>>(true);
      return outcome.value;
    });

    expect(seen).toEqual(['search', 'hit 4', 'detail']);
  });

  it('are assignable to PromiseSettledResult', async () => {
    const settled: PromiseSettledResult<string>[] = await outcomes();
    const [, fulfilled] = settled;

    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(fulfilled).toMatchObject({ status: 'fulfilled', value: 'hit 4' });
    expectToCompile(() => {
      // @ts-expect-error the values are strings
      const numbers: Promise<PromiseSettledResult<number>[]> = outcomes();
      return numbers;
    });
  });

  it('have no value before they are narrowed, and cannot be written to', async () => {
    const [outcome] = (await outcomes()) as [Searched];

    expectToCompile(() => {
      // @ts-expect-error it may be rejected
      outcome.value = 'hit';
      // @ts-expect-error it may be fulfilled
      outcome.reason = 'none';
      // @ts-expect-error read-only
      outcome.status = 'rejected';
      // @ts-expect-error read-only
      outcome.path.push(0);
      // @ts-expect-error no stage is called that
      return outcome.stage === 'describe';
    });
    expect(outcome).not.toHaveProperty('value');
  });
});

describe('types of deliver', () => {
  const two = (n: number) => [n, n + 1];
  const half = (n: number) => of(String(n / 2));

  it('adds the values of a stage in the middle to the outcomes', async () => {
    const delivering = pipeline(stage('two', two, { deliver: true }), stage('half', half));

    expectType<
      Equal<
        Delivered<typeof delivering>,
        | Rejected<'two', [number]>
        | Fulfilled<number, 'two', [number]>
        | Rejected<'half', [number, number]>
        | Fulfilled<string, 'half', [number, number]>
      >
    >(true);
    const values = await lastValueFrom(delivering([2]).pipe(toArray()));
    expect(values.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason))).toEqual([2, '1', 3, '1.5']);
  });

  it('is kept by with, and adds nothing at the last stage, whose values are always delivered', () => {
    const delivered = pipeline(stage('two', two, { deliver: true }).with({ concurrency: 1 }), stage('half', half, { deliver: true }));
    const plain = pipeline(stage('two', two, { deliver: true }), stage('half', half));

    expectType<Equal<Delivered<typeof delivered>, Delivered<typeof plain>>>(true);
  });

  it('adds nothing where it is false or undefined', () => {
    const off = pipeline(stage('two', two, { deliver: false }), stage('half', half));
    const unset = pipeline(stage('two', two, { deliver: undefined }), stage('half', half));
    const absent = pipeline(stage('two', two), stage('half', half));

    expectType<Equal<Delivered<typeof off>, Delivered<typeof absent>>>(true);
    expectType<Equal<Delivered<typeof unset>, Delivered<typeof absent>>>(true);
    expectType<Equal<Extract<Delivered<typeof absent>, Fulfilled>, Fulfilled<string, 'half', [number, number]>>>(true);
  });

  it('works inline, where the next stage still infers its input', () => {
    const delivering = pipeline(
      listStage('list', (n: number) => Promise.resolve([n, n]), { deliver: true }),
      stage('text', (n, { inputs }) => {
        expectType<Equal<[typeof n, typeof inputs], [number, [number, number]]>>(true);
        return of(String(n));
      }),
    );

    expectType<Equal<Extract<Delivered<typeof delivering>, { stage: 'list' }>, Rejected<'list', [number]> | Fulfilled<number, 'list', [number]>>>(
      true,
    );
  });

  it('may deliver, if only a variable says so', () => {
    const deliver = Math.random() < 2;
    const perhaps = pipeline(stage('two', two, { deliver }), stage('half', half));
    const surely = pipeline(stage('two', two, { deliver: true }), stage('half', half));

    expectType<Equal<Delivered<typeof perhaps>, Delivered<typeof surely>>>(true);
  });
});
