import { lastValueFrom, of, toArray } from 'rxjs';
import { gather, listStage, pipeline, stage, type Fulfilled, type Rejected, type Stage, type StageOptions } from 'rxjs-stages';
import { expectToCompile, expectType, type Delivered, type Equal } from './equal.js';

interface Folder {
  readonly files: readonly number[];
  readonly folders: readonly string[];
}

/** Folders within folders: `ab` has `a` and `b`. */
const list = (name: string) => of<Folder>({ files: [name.length], folders: name.length > 1 ? [...name] : [] });
const walk = stage('walk', list, { recurse: ({ folders }) => folders });

type Walked = [string, ...string[]];

describe('types of recurse', () => {
  it('give the stage as many inputs as it is deep, one at least', async () => {
    expectType<Equal<typeof walk, Stage<'walk', string, Folder, readonly unknown[], false, string[]>>>(true);
    expectType<Equal<Delivered<typeof walk>, Rejected<'walk', Walked> | Fulfilled<Folder, 'walk', Walked>>>(true);
    const outcomes = await lastValueFrom(walk(['ab']).pipe(toArray()));
    expect(outcomes.map(({ inputs }) => inputs)).toEqual([['ab'], ['ab', 'a'], ['ab', 'b']]);
  });

  it('type the value and the inputs that it is told of, and those of the project', () => {
    const made = stage(
      'walk',
      (name: string, { inputs }) => {
        expectType<Equal<[typeof name, typeof inputs], [string, unknown[]]>>(true);
        return list(name);
      },
      {
        recurse: (folder, { inputs, path, attempt, signal }) => {
          expectType<Equal<typeof folder, Folder>>(true);
          expectType<Equal<typeof inputs, unknown[]>>(true);
          expectType<Equal<[typeof path, typeof attempt, typeof signal], [readonly number[], number, AbortSignal]>>(true);
          return new Set(folder.folders);
        },
        key: (name) => {
          expectType<Equal<typeof name, string>>(true);
          return name;
        },
        nextPage: (folder, name) => {
          expectType<Equal<[typeof folder, typeof name], [Folder, string]>>(true);
          return undefined;
        },
        maxDepth: 3,
        retry: 2,
      },
    );

    expectType<Equal<typeof made, typeof walk>>(true);
    expect(made.options).toMatchObject({ maxDepth: 3, retry: 2 });
  });

  it('take any iterable of inputs, a generator too', () => {
    const stages = [
      stage('walk', list, { recurse: (folder) => folder.folders }),
      stage('walk', list, { recurse: (folder) => folder.folders.values() }),
      stage('walk', list, {
        *recurse(folder) {
          expectType<Equal<typeof folder, Folder>>(true);
          yield* folder.folders;
        },
      }),
      stage('walk', list, { recurse: () => [] }),
    ];

    expectType<Equal<typeof stages, (typeof walk)[]>>(true);
    expect(stages).toHaveLength(4);
  });

  it('combine with deliver', () => {
    const both = stage('walk', list, { recurse: ({ folders }) => folders, deliver: true });
    const first = pipeline(
      both,
      stage('size', ({ files }) => of(files.length)),
    );
    const silent = pipeline(
      walk,
      stage('size', ({ files }) => of(files.length)),
    );

    type Sizes = Rejected<'walk', Walked> | Rejected<'size', [...Walked, Folder]> | Fulfilled<number, 'size', [...Walked, Folder]>;
    expectType<Equal<typeof both, Stage<'walk', string, Folder, readonly unknown[], true, string[]>>>(true);
    expectType<Equal<Delivered<typeof silent>, Sizes>>(true);
    expectType<Equal<Delivered<typeof first>, Sizes | Fulfilled<Folder, 'walk', Walked>>>(true);
    expect([first, silent].map((run) => typeof run)).toEqual(['function', 'function']);
  });

  it('lengthen the chain at the beginning, in the middle and at the end of a pipeline', async () => {
    const run = pipeline(
      stage(
        'count',
        (n: number, { inputs }) => {
          expectType<Equal<typeof inputs, [number, ...number[]]>>(true);
          return of({ n });
        },
        {
          recurse: ({ n }, { inputs }) => {
            expectType<Equal<[typeof n, typeof inputs], [number, [number, ...number[]]]>>(true);
            return n > 0 ? [n - 1] : [];
          },
        },
      ),
      stage('name', ({ n }, { inputs }) => {
        expectType<Equal<typeof inputs, [number, ...number[], { n: number }]>>(true);
        return of('ab'.slice(0, n + 1));
      }),
    );
    const middle = pipeline(
      stage('name', (n: number) => of('ab'.slice(0, n))),
      stage(
        'walk',
        (name, { inputs }) => {
          expectType<Equal<[typeof name, typeof inputs], [string, [number, string, ...string[]]]>>(true);
          return list(name);
        },
        {
          recurse: (folder, { inputs }) => {
            expectType<Equal<[typeof folder, typeof inputs], [Folder, [number, string, ...string[]]]>>(true);
            return folder.folders;
          },
          key: (name) => name,
        },
      ),
      listStage('files', ({ files }, { inputs }) => {
        expectType<Equal<typeof inputs, [number, string, ...string[], Folder]>>(true);
        return of(files);
      }),
      { concurrency: 2 },
    );
    const end = pipeline(
      stage('name', (n: number) => of('ab'.slice(0, n))),
      walk,
    );

    type Count = [number, ...number[]];
    type Named = [...Count, { n: number }];
    expectType<Equal<Delivered<typeof run>, Rejected<'count', Count> | Rejected<'name', Named> | Fulfilled<string, 'name', Named>>>(true);
    type Deep = [number, ...Walked];
    type Files = Rejected<'files', [...Deep, Folder]> | Fulfilled<number, 'files', [...Deep, Folder]>;
    expectType<Equal<Delivered<typeof middle>, Rejected<'name', [number]> | Rejected<'walk', Deep> | Files>>(true);
    expectType<Equal<Delivered<typeof end>, Rejected<'name', [number]> | Rejected<'walk', Deep> | Fulfilled<Folder, 'walk', Deep>>>(true);
    const counted = await lastValueFrom(run([1]).pipe(toArray()));
    expect(counted.map(({ inputs }) => inputs)).toEqual([
      [1, { n: 1 }],
      [1, 0, { n: 0 }],
    ]);
    const walked = await lastValueFrom(end([2]).pipe(toArray()));
    expect(walked.map(({ inputs }) => inputs)).toEqual([
      [2, 'ab'],
      [2, 'ab', 'a'],
      [2, 'ab', 'b'],
    ]);
    expect(await lastValueFrom(middle([2]))).toMatchObject({ stage: 'files', inputs: [2, 'ab', 'b', expect.anything()], value: 1 });
  });

  it('narrow by stage: one whose inputs are told apart, and one whose are not where two stages recurse', async () => {
    const run = pipeline(
      walk,
      listStage('half', ({ files }) => of(files), { recurse: (n) => (n > 1 ? [{ files: [n / 2], folders: [] }] : []) }),
    );
    const seen = (await lastValueFrom(run(['ab']).pipe(toArray()))).map((outcome) => {
      if (outcome.stage === 'walk') {
        expectType<Equal<typeof outcome.inputs, Walked>>(true);
        return outcome.inputs[0];
      }
      expectType<Equal<typeof outcome.inputs, [string, ...(string | Folder)[]]>>(true);
      return outcome.inputs.length;
    });

    expect(seen.sort()).toEqual([2, 3, 3, 3]);
  });

  it('are those of elements, where answers are lists', async () => {
    const digits = listStage('digits', (n: number) => of([n - 1, n - 2]), {
      recurse: (each) => {
        expectType<Equal<typeof each, number>>(true);
        return each > 0 ? [each] : [];
      },
      maxDepth: 1,
    });

    type Chain = [number, ...number[]];
    expectType<Equal<Delivered<typeof digits>, Rejected<'digits', Chain> | Fulfilled<number, 'digits', Chain>>>(true);
    const outcomes = await lastValueFrom(digits([2]).pipe(toArray()));
    expect(outcomes.map(({ inputs }) => inputs.length).sort()).toEqual([1, 1, 2, 2]);
  });

  it('may recurse, if only a variable says so', () => {
    const options: StageOptions<string, Folder> = { recurse: ({ folders }) => folders };
    const perhaps = stage('walk', list, options);
    const either = stage('walk', list, { recurse: Math.random() < 2 ? ({ folders }: Folder) => folders : undefined });

    expectType<Equal<typeof perhaps, Stage<'walk', string, Folder, readonly unknown[], boolean, string[]>>>(true);
    expectType<Equal<typeof either, typeof walk>>(true);
    expect(perhaps.name).toBe(either.name);
  });

  it('are kept by with, whose project is told of all inputs', async () => {
    const bounded = walk.with({ maxDepth: 1, retry: 3, key: (name) => name });
    const scripted = walk.with({
      maxDepth: 0,
      project: (name, { inputs }) => {
        expectType<Equal<[typeof name, typeof inputs], [string, unknown[]]>>(true);
        return [{ files: [], folders: [name] }];
      },
    });

    expectType<Equal<typeof bounded, typeof walk>>(true);
    expectType<Equal<typeof scripted, typeof walk>>(true);
    expect(await lastValueFrom(scripted(['a']).pipe(toArray()))).toMatchObject([{ value: { folders: ['a'] }, inputs: ['a'] }]);
  });

  it('keep the root of gather', async () => {
    const gathered = gather(
      pipeline(
        stage('name', (n: number) => of('ab'.slice(0, n))),
        walk,
      ),
    );
    const root = await lastValueFrom(gathered([2]));

    expectType<Equal<typeof root.input, number>>(true);
    expectType<Equal<(typeof root.fulfilled)[number], Fulfilled<Folder, 'walk', [number, ...Walked]>>>(true);
    expect(root.fulfilled).toHaveLength(3);
  });

  it('refuse what gives no inputs', () => {
    expectToCompile(() => {
      // @ts-expect-error a string is one of letters
      stage('walk', list, { recurse: ({ folders }) => folders.join('') });
      // @ts-expect-error numbers are no names
      stage('walk', list, { recurse: ({ files }) => files });
      // @ts-expect-error a promise is no iterable
      stage('walk', list, { recurse: ({ folders }) => Promise.resolve(folders) });
      // @ts-expect-error it may give nothing
      stage('walk', list, { recurse: ({ folders }) => (folders.length === 0 ? undefined : folders) });
      // @ts-expect-error the values are folders
      stage('walk', list, { recurse: (name: string) => [name] });
      // @ts-expect-error no number
      stage('walk', list, { recurse: () => [], maxDepth: '3' });
      // @ts-expect-error a value feeds back elements of lists, which are files
      listStage('files', (name: string) => of([name.length]), { recurse: (file) => [file] });
      // @ts-expect-error whether it recurses is part of the types
      walk.with({ recurse: undefined });
      // @ts-expect-error a folder is no name
      pipeline(walk, walk);
    });
  });
});
