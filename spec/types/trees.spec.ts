import { from, type Observable } from 'rxjs';
import {
  fork,
  gather,
  listStage,
  pipeline,
  stage,
  when,
  type AsyncIterableObservable,
  type Fulfilled,
  type Outcome,
  type OutcomeOf,
  type Pipeline,
  type Rejected,
} from 'rxjs-stages';
import { api, type Album, type Comment, type Entry, type File, type Folder, type Photo, type Post, type User } from './api.js';
import { expectToCompile, expectType, type Equal } from './equal.js';

const user = stage('user', (id: number) => api.user(id), { retry: 3 });
const posts = listStage('posts', ({ id }: User) => api.posts(id));
const comments = listStage('comments', ({ id }: Post) => api.comments(id));
const albums = listStage('albums', ({ id }: User) => api.albums(id));
const photos = listStage('photos', ({ id }: Album) => api.photos(id));
const thread = pipeline(posts, comments);
const gallery = pipeline(albums, photos);

type Posts = Rejected<'posts', [number, User]>;
type Comments = Rejected<'comments', [number, User, Post]> | Fulfilled<Comment, 'comments', [number, User, Post]>;
type Photos = Rejected<'photos', [number, User, Album]> | Fulfilled<Photo, 'photos', [number, User, Album]>;
type Profile = Rejected<'user', [number]> | Posts | Comments | Rejected<'albums', [number, User]> | Photos;

const profile = pipeline(user, fork(pipeline(posts, comments), pipeline(albums, photos)), { concurrency: 16 });

describe('types of trees', () => {
  it('unite the outcomes of all stages of all segments', () => {
    expectType<Equal<OutcomeOf<typeof profile>, Profile>>(true);
    expectToCompile(() => {
      const called = profile([1]);
      const piped = from([1]).pipe(profile);
      const plain: Pipeline<number, Outcome> = profile;

      expectType<Equal<typeof called, AsyncIterableObservable<Profile>>>(true);
      expectType<Equal<typeof piped, Observable<Profile>>>(true);
      return plain;
    });
  });

  it('infer inputs and ancestors of stages that are written inline', () => {
    const inline = pipeline(
      stage('user', (id: number, { inputs }) => {
        expectType<Equal<typeof inputs, [number]>>(true);
        return api.user(id);
      }),
      fork(
        pipeline(
          listStage('posts', (u, { inputs }) => {
            expectType<Equal<[typeof u, typeof inputs], [User, [number, User]]>>(true);
            return api.posts(u.id);
          }),
          listStage('comments', (post, { inputs }) => {
            expectType<Equal<[typeof post, typeof inputs], [Post, [number, User, Post]]>>(true);
            return api.comments(post.id);
          }),
        ),
        pipeline(
          listStage('albums', (u, { inputs: [id, same] }) => {
            expectType<Equal<[typeof u, typeof id, typeof same], [User, number, User]>>(true);
            return api.albums(u.id);
          }),
          listStage(
            'photos',
            (album, { inputs }) => {
              expectType<Equal<[typeof album, typeof inputs], [Album, [number, User, Album]]>>(true);
              return api.photos(album.id);
            },
            {
              retry: 2,
              key: (album) => {
                expectType<Equal<typeof album, Album>>(true);
                return album.cover;
              },
            },
          ),
        ),
        stage('avatar', (u, { inputs }) => {
          expectType<Equal<[typeof u, typeof inputs], [User, [number, User]]>>(true);
          return Promise.resolve(u.name.length);
        }),
      ),
      { concurrency: 16 },
    );

    expectType<Equal<OutcomeOf<typeof inline>, Profile | Rejected<'avatar', [number, User]> | Fulfilled<number, 'avatar', [number, User]>>>(true);
  });

  it('mix stages that were made beforehand and others, forks within forks, pipelines within pipelines', () => {
    const mixed = pipeline(
      user,
      fork(
        pipeline(
          posts,
          listStage('comments', (post, { inputs }) => {
            expectType<Equal<[typeof post, typeof inputs], [Post, [number, User, Post]]>>(true);
            return api.comments(post.id);
          }),
        ),
        pipeline(
          albums,
          fork(
            photos,
            stage('cover', (album, { inputs }) => {
              expectType<Equal<[typeof album, typeof inputs], [Album, [number, User, Album]]>>(true);
              return [album.cover];
            }),
          ),
        ),
      ),
    );
    const nested = pipeline(
      user,
      pipeline(
        posts,
        pipeline(
          comments,
          stage('words', (comment, { inputs }) => {
            expectType<Equal<[typeof comment, typeof inputs], [Comment, [number, User, Post, Comment]]>>(true);
            return comment.text.split(' ');
          }),
        ),
      ),
    );

    type Cover = Rejected<'cover', [number, User, Album]> | Fulfilled<string, 'cover', [number, User, Album]>;
    expectType<Equal<OutcomeOf<typeof mixed>, Profile | Cover>>(true);
    expectType<
      Equal<
        OutcomeOf<typeof nested>,
        | Rejected<'user', [number]>
        | Posts
        | Rejected<'comments', [number, User, Post]>
        | Rejected<'words', [number, User, Post, Comment]>
        | Fulfilled<string, 'words', [number, User, Post, Comment]>
      >
    >(true);
  });

  it('stand anywhere, if their stages were made beforehand', () => {
    const both = fork(thread, gallery);
    const again = pipeline(user, both);

    expectType<
      Equal<OutcomeOf<typeof thread>, Rejected<'posts', [User]> | Rejected<'comments', [User, Post]> | Fulfilled<Comment, 'comments', [User, Post]>>
    >(true);
    expectType<Equal<OutcomeOf<typeof again>, Profile>>(true);
  });

  it('have several first stages, if a fork is at the head', () => {
    const heads = pipeline(
      fork(
        user,
        stage('age', (id: number) => [id]),
      ),
      stage('either', (value, { inputs }) => {
        expectType<Equal<[typeof value, typeof inputs], [User | number, [number, User | number]]>>(true);
        return [typeof value];
      }),
    );

    type Either<I> =
      | Rejected<'either', [number, I]>
      | Fulfilled<'string' | 'number' | 'bigint' | 'boolean' | 'symbol' | 'undefined' | 'object' | 'function', 'either', [number, I]>;
    expectType<Equal<OutcomeOf<typeof heads>, Rejected<'user', [number]> | Rejected<'age', [number]> | Either<User> | Either<number>>>(true);
    expectToCompile(() => heads([1]));
  });

  it('give what follows a fork the values of any of its ends, and its outcomes the inputs of each way', () => {
    const saved = pipeline(
      user,
      fork(posts, gallery),
      stage('save', (value, { inputs }) => {
        expectType<Equal<[typeof value, (typeof inputs)[0]], [Post | Photo, number]>>(true);
        return [value.id];
      }),
    );

    type Saved<Inputs extends readonly unknown[]> = Rejected<'save', Inputs> | Fulfilled<number, 'save', Inputs>;
    expectType<
      Equal<Extract<OutcomeOf<typeof saved>, { readonly stage: 'save' }>, Saved<[number, User, Post]> | Saved<[number, User, Album, Photo]>>
    >(true);
  });

  it('take stages that take more, or other things, than what comes', () => {
    const describeIt = stage('describe', (value: unknown) => [typeof value === 'string']);
    const ids = stage('ids', ({ id }: { readonly id: number }) => [id]);
    const names = stage('names', ({ name }: { readonly name: string }) => [name]);
    const run = pipeline(user, fork(ids, names), describeIt);
    const chained = pipeline(
      user,
      ids,
      stage('last', (id, { inputs }) => {
        expectType<Equal<typeof inputs, [number, User, number]>>(true);
        return [id];
      }),
    );

    expectType<Equal<Extract<OutcomeOf<typeof run>, { readonly stage: 'names' }>, Rejected<'names', [number, User]>>>(true);
    expectType<Equal<Extract<OutcomeOf<typeof chained>, Fulfilled>, Fulfilled<number, 'last', [number, User, number]>>>(true);
  });

  it('narrow by status and by stage', () => {
    expectToCompile(async () => {
      for await (const outcome of profile([1, 2, 3])) {
        if (outcome.status === 'rejected') {
          expectType<Equal<typeof outcome.stage, 'user' | 'posts' | 'comments' | 'albums' | 'photos'>>(true);
          if (outcome.stage === 'photos') expectType<Equal<typeof outcome.inputs, [number, User, Album]>>(true);
        } else if (outcome.stage === 'comments') {
          expectType<Equal<[typeof outcome.value, typeof outcome.inputs], [Comment, [number, User, Post]]>>(true);
        } else {
          expectType<Equal<typeof outcome.value, Photo>>(true);
        }
      }
    });
  });

  it('deliver from the middle, and recurse', () => {
    const tapped = pipeline(user.with({ deliver: true }), fork(thread, gallery));
    const crawled = pipeline(
      user,
      fork(
        gallery,
        pipeline(
          stage(
            'walk',
            (u, { inputs }) => {
              expectType<Equal<[typeof u, typeof inputs], [User, [number, User, ...User[]]]>>(true);
              return api.user(u.id);
            },
            {
              recurse: (value, { inputs }) => {
                expectType<Equal<typeof inputs, [number, User, ...User[]]>>(true);
                return [value];
              },
            },
          ),
          stage('leaf', (u, { inputs }) => {
            expectType<Equal<typeof inputs, [number, User, ...User[], User]>>(true);
            return [u.name];
          }),
        ),
      ),
    );

    expectType<Equal<OutcomeOf<typeof tapped>, Profile | Fulfilled<User, 'user', [number]>>>(true);
    type Leaf = [number, User, ...User[], User];
    expectType<Equal<Extract<OutcomeOf<typeof crawled>, { readonly stage: 'leaf' }>, Rejected<'leaf', Leaf> | Fulfilled<string, 'leaf', Leaf>>>(true);
  });

  it('are more than nine stages by nesting', () => {
    const make = <N extends string>(name: N) => stage(name, (n: number) => [n + 1]);
    const six = pipeline(make('a'), make('b'), make('c'), make('d'), make('e'), make('f'));
    const six2 = pipeline(make('g'), make('h'), make('i'), make('j'), make('k'), make('l'));
    const twelve = pipeline(
      six,
      six2,
      stage('end', (n, { inputs }) => {
        expectType<Equal<(typeof inputs)['length'], 13>>(true);
        return [n];
      }),
    );

    expectType<Equal<Extract<OutcomeOf<typeof twelve>, Fulfilled>['stage'], 'end'>>(true);
  });

  it('are gathered, with the values of each stage', () => {
    expectToCompile(async () => {
      for await (const { input, fulfilled, rejected, values } of gather(profile)([1])) {
        expectType<Equal<typeof input, number>>(true);
        expectType<Equal<typeof fulfilled, Extract<Profile, { readonly status: 'fulfilled' }>[]>>(true);
        expectType<Equal<typeof rejected, Extract<Profile, { readonly status: 'rejected' }>[]>>(true);
        expectType<Equal<typeof values, { readonly comments: Comment[]; readonly photos: Photo[] }>>(true);
      }
      for await (const { values } of gather(fork(thread, gallery))([{ id: 1, name: '' }])) expectType<Equal<typeof values.photos, Photo[]>>(true);
    });
  });

  it('refuse what does not fit', () => {
    const operator = (source: Observable<User>): Observable<User> => source;
    expectToCompile(() => {
      // @ts-expect-error a post has no photos
      pipeline(user, fork(pipeline(posts, photos), gallery));
      // @ts-expect-error comments are those of a post
      pipeline(user, fork(thread, comments));
      // @ts-expect-error comments and photos take no user
      pipeline(user, fork(comments, photos));
      // @ts-expect-error a user is no id
      pipeline(user, fork(pipeline(user, posts), gallery));
      // @ts-expect-error one segment is no fork
      pipeline(user, fork(thread));
      // @ts-expect-error numbers are the roots
      profile(['1']);
      // @ts-expect-error misspelt
      pipeline(user, fork(thread, gallery), { concurency: 3 });
      // @ts-expect-error an operator is no segment
      pipeline(user, fork(thread, operator));
      // @ts-expect-error a fork has no options
      fork(thread, gallery, { concurrency: 3 });
      // @ts-expect-error what a fork gives is what its ends give
      pipeline(user, fork(posts, gallery), photos);
    });
  });

  it('stand only where they were made, if a stage of theirs was written inline', () => {
    const replies = listStage('replies', ({ id }: Post) => api.comments(id));
    const rooted = pipeline(
      posts,
      listStage('comments', (post, { inputs: [u] }) => {
        expectType<Equal<[typeof post, typeof u], [Post, User]>>(true);
        return api.comments(post.id);
      }),
    );
    const deep = pipeline(
      posts,
      fork(
        pipeline(
          comments,
          stage('words', (comment, { inputs: [u] }) => [comment.text + u.name]),
        ),
        replies,
      ),
    );
    const hasName = ({ name }: User): boolean => name !== '';
    const words = stage('words', (comment: Comment) => [comment.text]);
    const free = pipeline(user, pipeline(posts, pipeline(comments, words)));

    expectType<Equal<Extract<OutcomeOf<typeof free>, Fulfilled>, Fulfilled<string, 'words', [number, User, Post, Comment]>>>(true);
    expectToCompile(() => {
      // @ts-expect-error its inputs begin with a user
      pipeline(user, rooted);
      // @ts-expect-error its inputs begin with a user
      pipeline(user, fork(rooted, gallery));
      // @ts-expect-error its inputs begin with a user
      pipeline(user, deep);
      // @ts-expect-error its inputs begin with a user
      pipeline(user, when(hasName, rooted));
    });
  });
});

describe('types of when', () => {
  const isFile = (entry: Entry): entry is File => entry.kind === 'file';
  const list = listStage('list', (folder: string) => api.list(folder));
  const size = stage('size', (file: File) => [file.size]);

  it('narrow by a type predicate', () => {
    const routed = pipeline(
      list,
      fork(
        when(
          isFile,
          stage('mode', (file, { inputs }) => {
            expectType<Equal<[typeof file, typeof inputs], [File, [string, File]]>>(true);
            return [file.size > 0];
          }),
        ),
        when(
          (entry): entry is Folder => entry.kind === 'folder',
          pipeline(
            listStage('entries', (folder) => [folder.entries]),
            stage('up', (name, { inputs }) => {
              expectType<Equal<typeof inputs, [string, Folder, string]>>(true);
              return [name.toUpperCase()];
            }),
          ),
        ),
        when(isFile, size),
        stage('kind', (entry) => {
          expectType<Equal<typeof entry, Entry>>(true);
          return [entry.kind];
        }),
      ),
    );

    expectType<
      Equal<
        Extract<OutcomeOf<typeof routed>, Fulfilled>,
        | Fulfilled<boolean, 'mode', [string, File]>
        | Fulfilled<string, 'up', [string, Folder, string]>
        | Fulfilled<number, 'size', [string, File]>
        | Fulfilled<Entry['kind'], 'kind', [string, Entry]>
      >
    >(true);
  });

  it('tell of what passes, whatever the stage takes', () => {
    const any = stage('any', (value: unknown) => [value]);
    const run = pipeline(list, when(isFile, any));

    expectType<
      Equal<Extract<OutcomeOf<typeof run>, { readonly stage: 'any' }>, Rejected<'any', [string, File]> | Fulfilled<unknown, 'any', [string, File]>>
    >(true);
  });

  it('keep the type by a test that is no predicate', () => {
    const run = pipeline(
      list,
      when(
        (entry) => Object.keys(entry).length > 2,
        stage('any', (entry) => {
          expectType<Equal<typeof entry, Entry>>(true);
          return [entry.kind];
        }),
      ),
    );

    expectType<Equal<Extract<OutcomeOf<typeof run>, Fulfilled>, Fulfilled<Entry['kind'], 'any', [string, Entry]>>>(true);
  });

  it('refuse what does not fit', () => {
    const isFolder = (entry: Entry): entry is Folder => entry.kind === 'folder';
    const isEntry = (entry: Entry): boolean => entry.kind === 'file';
    expectToCompile(() => {
      // @ts-expect-error an entry has no size
      pipeline(list, when(isEntry, size));
      // @ts-expect-error a folder has no size
      pipeline(list, when(isFolder, size));
      // @ts-expect-error no test
      when('file', size);
      // @ts-expect-error no segment
      when(isFile, (file: File) => [file.size]);
      // @ts-expect-error a test is synchronous
      when((file: File) => Promise.resolve(file.size > 0), size);
    });
  });
});
