import { of, Subject } from 'rxjs';
import { pipeline, stage, type BranchEvent } from 'rxjs-stages';

/* What only `strictFunctionTypes` finds. */

describe('a listener that is typed for events of branches only', () => {
  it('is refused, for it gets those of the run as well', () => {
    const half = stage('half', (n: number) => of(n / 2));
    const types: string[] = [];

    // @ts-expect-error -- it is an observer of fewer events
    pipeline(half, { onEvent: new Subject<BranchEvent>() });
    // @ts-expect-error -- it is a function of fewer events
    pipeline(half, { onEvent: ({ path }: BranchEvent) => types.push(String(path)) });

    expect(types).toEqual([]);
  });
});
