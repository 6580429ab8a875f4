import { fork, join, listStage, pipeline, stage, when } from 'rxjs-stages';
import { planOf } from '../src/runnable';
import { concurrencyLimit } from 'rxjs-stages';
import type { StagePlan, Step } from '../src/engine/plan';

const make = <N extends string>(name: N) => stage(name, (n: number) => [n]);
const [a, b, c, d] = [make('a'), make('b'), make('c'), make('d')];
const isEven = (n: number): boolean => n % 2 === 0;

/** Steps, written as what they lead to. */
function written(steps: readonly Step[]): unknown {
  return steps.map((step) => ('test' in step ? { when: written(step.then) } : writtenStage(step.stage)));
}

function writtenStage({ name, followers, joins }: StagePlan): unknown {
  const then = followers.length > 0 ? { then: written(followers) } : {};
  return followers.length === 0 && joins === undefined ? name : { name, ...then, ...(joins && { joins: written(joins) }) };
}

function planFor(segment: unknown): NonNullable<ReturnType<typeof planOf>> {
  const plan = planOf(segment);
  if (plan === undefined) throw new Error('no plan');
  return plan;
}

const first = (segment: unknown): unknown => written(planFor(segment).first);
/** The stages of a segment, those that are nearest to the roots first. */
const stagesOf = (segment: unknown): readonly StagePlan[] => [...planFor(segment).levels].reverse().flat();
const names = (segment: unknown): readonly string[] => stagesOf(segment).map(({ name }) => name);

describe('segments', () => {
  it('are one stage, or stages one behind the other', () => {
    expect(first(a)).toEqual(['a']);
    expect(first(pipeline(a, b, c))).toEqual([{ name: 'a', then: [{ name: 'b', then: ['c'] }] }]);
    expect(names(pipeline(a, b, c))).toEqual(['a', 'b', 'c']);
  });

  it('R2 stand within a pipeline as if their stages did', () => {
    expect(first(pipeline(a, pipeline(b, c), d))).toEqual(first(pipeline(a, b, c, d)));
    expect(first(pipeline(pipeline(pipeline(a), b), c))).toEqual(first(pipeline(a, b, c)));
  });

  it('stand beside one another in a fork, in the order in which they are given', () => {
    expect(first(pipeline(a, fork(pipeline(b, c), d)))).toEqual([{ name: 'a', then: [{ name: 'b', then: ['c'] }, 'd'] }]);
    expect(names(pipeline(a, fork(pipeline(b, c), d)))).toEqual(['a', 'b', 'd', 'c']);
    expect(first(fork(a, fork(b, c)))).toEqual(['a', 'b', 'c']);
  });

  it('have one stage behind a fork, whichever segment a value comes from', () => {
    const [, second, third] = stagesOf(pipeline(a, fork(b, c), d));

    expect(names(pipeline(a, fork(b, c), d))).toEqual(['a', 'b', 'c', 'd']);
    expect(second?.followers).toBe(third?.followers);
  });

  it('have a test where `when` has one', () => {
    const [step] = stagesOf(pipeline(a, fork(when(isEven, pipeline(b, c)), d)))[0]?.followers ?? [];

    expect(first(pipeline(a, fork(when(isEven, pipeline(b, c)), d)))).toEqual([{ name: 'a', then: [{ when: [{ name: 'b', then: ['c'] }] }, 'd'] }]);
    expect(step).toHaveProperty('test', isEven);
    expect(first(when(isEven, a))).toEqual([{ when: ['a'] }]);
  });

  it('lead on from behind a `when`', () => {
    expect(first(pipeline(a, when(isEven, b), c))).toEqual([{ name: 'a', then: [{ when: [{ name: 'b', then: ['c'] }] }] }]);
  });

  it('have what is joined inside of a stage of its own, and not before what follows', () => {
    const joined = pipeline(
      a,
      join('whole', fork(b, c)),
      stage('last', ({ input }) => [input]),
    );

    expect(first(joined)).toEqual([{ name: 'a', then: [{ name: 'whole', joins: ['b', 'c'], then: ['last'] }] }]);
    expect(names(joined)).toEqual(['a', 'whole', 'b', 'c', 'last']);
  });

  it('list each stage once, by the longest way to it', () => {
    const diamond = pipeline(a, fork(pipeline(b, make('e')), c), d);

    expect(planFor(diamond).levels.map((level) => level.map(({ name }) => name))).toEqual([['d'], ['e'], ['b', 'c'], ['a']]);
  });

  it('have the limit of the outermost pipeline at every stage, which stays one stage', () => {
    const limit = concurrencyLimit(1);
    const joined = pipeline(
      a,
      join('whole', fork(b, c)),
      stage('last', ({ input }) => [input]),
      { limit },
    );

    expect(stagesOf(joined).map(({ name, options }) => [name, options.limit])).toEqual([
      ['a', [limit]],
      ['whole', undefined],
      ['b', [limit]],
      ['c', [limit]],
      ['last', [limit]],
    ]);
    expect(names(pipeline(fork(a, b), c, { limit }))).toHaveLength(3);
  });

  it('run as chains do, where they are chains', async () => {
    const list = listStage('list', (n: number) => [[n, n + 1]]);
    const values: unknown[] = [];
    for await (const outcome of pipeline(list, pipeline(a, b), { order: 'source' })([1])) values.push(outcome.stage, outcome.inputs, outcome.path);

    expect(values).toEqual(['b', [1, 1, 1], [0, 0, 0], 'b', [1, 2, 2], [0, 1, 0]]);
  });

  it.each<[string, () => unknown]>([
    ['twice in a chain', () => pipeline(a, pipeline(b, a as never))],
    ['in two segments of a fork', () => fork(pipeline(a, c), pipeline(b, c))],
    ['inside and outside of a join', () => pipeline(a, join('whole', make('a')))],
    ['as a join and inside of it', () => join('a', a)],
  ])('U1 refuse a name %s', (_, call) => {
    expect(call).toThrow(/: two stages are named '\w+': each stage needs a unique name$/);
  });

  it.each(['status', 'value', 'input', 'path'])('U1 refuse the name %p in a tree', (name) => {
    expect(() => join('whole', fork(a, make(name)))).toThrow(`join: a stage is named '${name}'`);
    expect(() => join('whole', join(name, a))).toThrow(TypeError);
    expect(() => pipeline(make(name), join('whole', a))).not.toThrow();
  });
});
