import { config, NEVER, of, Subject, type Subscription } from 'rxjs';
import { gather, pipeline, stage, type BranchEvent } from 'rxjs-stages';
import { all } from '../support/consume';
import { word } from '../support/marbles';

const twice = stage('twice', (id: string) => [id, id]);
const upper = stage('upper', (id: string) => (id === 'b' ? Promise.reject(new Error('b')) : Promise.resolve(id.toUpperCase())));

describe('events', () => {
  it('say what they tell of: the input that waits, the value emitted, the reason of a rejection', async () => {
    const events: BranchEvent[] = [];
    await all(pipeline(twice, upper, { onEvent: (event) => events.push(event) })(['b']));

    expect(events[0]).toEqual({
      type: 'waiting',
      run: expect.any(Number),
      time: expect.any(Number),
      stage: 'twice',
      branch: 1,
      parent: undefined,
      path: [0],
      attempt: 0,
      input: 'b',
    });
    expect(events.find(({ type }) => type === 'emitted')).toMatchObject({ stage: 'twice', path: [0], attempt: 1, value: 'b', index: 0 });
    expect(events.find(({ type }) => type === 'rejected')).toMatchObject({ stage: 'upper', path: [0, 0], attempt: 1, reason: new Error('b') });
  });

  it('come right before what they tell of takes effect', () => {
    const log: string[] = [];
    const onEvent = ({ type, stage: name }: BranchEvent): void => void log.push(`${type} ${name}`);
    const loud = stage('loud', (id: string) => {
      log.push('project');
      return of(id);
    });

    of('a')
      .pipe(pipeline(loud, { onEvent }))
      .subscribe((outcome) => log.push(`delivered ${word(outcome)}`));

    expect(log).toEqual(['waiting loud', 'started loud', 'project', 'emitted loud', 'delivered a', 'completed loud']);
  });

  it('go to a listener whose own errors are reported, and stop nothing', async () => {
    const reported = new Subject<unknown>();
    const errors: unknown[] = [];
    config.onUnhandledError = (error: unknown) => {
      errors.push(error);
      if (errors.length === 3) reported.complete();
    };
    try {
      const onEvent = (): never => {
        throw new Error('listener');
      };
      const settled = all(reported);

      expect((await all(pipeline(twice, { onEvent })([]))).map(word)).toEqual([]);
      expect(
        (
          await all(
            gather(
              pipeline(
                stage('none', () => []),
                { onEvent },
              ),
            )(['a']),
          )
        ).map(({ input }) => input),
      ).toEqual(['a']);
      await settled;

      expect(errors).toEqual([new Error('listener'), new Error('listener'), new Error('listener')]);
    } finally {
      config.onUnhandledError = null;
    }
  });

  it.each<BranchEvent['type']>(['waiting', 'started', 'emitted', 'completed', 'rejected'])(
    'F6 hold for a run that is unsubscribed on a %s event',
    async (when) => {
      const source = new Subject<string>();
      const ends: string[] = [];
      const delivered: unknown[] = [];
      const created = new Set<string>();
      const onEvent = ({ type, stage: name, path }: BranchEvent): void => {
        if (type === 'waiting') created.add(`${name} ${path.join()}`);
        if (type === 'completed' || type === 'rejected' || type === 'cancelled') ends.push(`${name} ${path.join()}`);
        if (type === when) {
          subscription.unsubscribe();
          delivered.length = 0;
        }
      };
      const subscription: Subscription = source
        .pipe(
          pipeline(
            twice,
            stage('second', (id) => (when === 'rejected' ? Promise.reject(new Error(id)) : [id])),
            stage('third', () => NEVER),
            { onEvent },
          ),
        )
        .subscribe((outcome) => delivered.push(outcome));

      source.next('a');
      source.next('c');
      await new Promise(setImmediate);

      expect(delivered).toEqual([]);
      expect(ends.sort()).toEqual([...created].sort());
    },
  );
});
