import { from, type Observable } from 'rxjs';
import {
  assemble,
  fork,
  isFulfilled,
  isRejected,
  join,
  listStage,
  pipeline,
  stage,
  type Assembled,
  type AsyncIterableObservable,
  type Fulfilled,
  type OutcomeOf,
  type Rejected,
} from 'rxjs-stages';
import { api, type Album, type Comment, type Photo, type Post, type User } from './api.js';
import { expectToCompile, expectType, type Equal } from './equal.js';

const user = stage('user', (id: number) => api.user(id));
const posts = listStage('posts', ({ id }: User) => api.posts(id));
const comments = listStage('comments', ({ id }: Post) => api.comments(id));
const albums = listStage('albums', ({ id }: User) => api.albums(id));
const photos = listStage('photos', ({ id }: Album) => api.photos(id));
const profile = pipeline(user, fork(pipeline(posts, comments), pipeline(albums, photos)));

interface SettledComment {
  readonly status: 'fulfilled';
  readonly value: Comment;
}

interface SettledPost {
  readonly status: 'fulfilled';
  readonly value: Post;
  readonly comments: readonly (SettledComment | Rejected<'comments', [number, User, Post]>)[];
}

describe('types of assemble', () => {
  it('are trees of values, by the names of stages', () => {
    expectToCompile(async () => {
      for await (const whole of assemble(profile)([1, 2, 3])) {
        expectType<Equal<[typeof whole.input, typeof whole.path], [number, readonly number[]]>>(true);
        for (const each of whole.user) {
          if (each.status === 'rejected') {
            expectType<Equal<typeof each, Rejected<'user', [number]>>>(true);
            continue;
          }
          expectType<Equal<typeof each.value, User>>(true);
          expectType<Equal<typeof each.posts, readonly (SettledPost | Rejected<'posts', [number, User]>)[]>>(true);
          for (const album of each.albums) {
            if (album.status === 'rejected') continue;
            expectType<Equal<typeof album.value, Album>>(true);
            const urls = album.photos.filter(isFulfilled).map(({ value }) => value.url);
            const failed = album.photos.filter(isRejected);
            expectType<Equal<typeof urls, string[]>>(true);
            expectType<Equal<typeof failed, Rejected<'photos', [number, User, Album]>[]>>(true);
          }
          expectType<Equal<keyof typeof each, 'status' | 'value' | 'posts' | 'albums'>>(true);
        }
        expectType<Equal<keyof typeof whole, 'input' | 'path' | 'user'>>(true);
      }
    });
  });

  it('are told by Assembled', () => {
    const inline = assemble(
      pipeline(
        stage('user', (id: number) => api.user(id)),
        fork(
          listStage('posts', (u) => api.posts(u.id)),
          listStage('albums', (u) => api.albums(u.id)),
        ),
      ),
    );
    const called = assemble(profile)([1]);
    const piped = from([1]).pipe(assemble(profile));
    function render({ user: [first] }: Assembled<typeof profile>): string | undefined {
      return first?.status === 'fulfilled' ? first.value.name : undefined;
    }

    expectType<Equal<typeof called, AsyncIterableObservable<Assembled<typeof profile>>>>(true);
    expectType<Equal<typeof piped, Observable<Assembled<typeof profile>>>>(true);
    expectType<Equal<OutcomeOf<typeof inline>['input'], number>>(true);
    expectType<Equal<Assembled<typeof comments>['comments'], readonly (SettledComment | Rejected<'comments', [Post]>)[]>>(true);
    expect(render({ input: 1, path: [0], user: [] })).toBeUndefined();
  });

  it('have several lists, if several stages are first', () => {
    type Both = Assembled<ReturnType<typeof both>>;
    const both = () => fork(posts, albums);

    expectType<Equal<keyof Both, 'input' | 'path' | 'posts' | 'albums'>>(true);
    expectType<Equal<Both['input'], User>>(true);
  });

  it('have a list of its own name in a stage that recurses', () => {
    const walk = stage('walk', (name: string) => [{ name }], { recurse: ({ name }) => [name] });
    const run = pipeline(
      walk,
      stage('leaf', ({ name }) => [name.length]),
    );
    expectToCompile(async () => {
      for await (const whole of assemble(run)(['a'])) {
        for (const each of whole.walk.filter(isFulfilled)) {
          expectType<Equal<typeof each.value, { name: string }>>(true);
          for (const deeper of each.walk.filter(isFulfilled)) expectType<Equal<typeof deeper.value, { name: string }>>(true);
          for (const leaf of each.leaf.filter(isFulfilled)) expectType<Equal<typeof leaf.value, number>>(true);
        }
      }
    });
  });

  it('refuse what is no segment, and roots that do not fit', () => {
    expectToCompile(() => {
      // @ts-expect-error no segment
      assemble((source: Observable<number>) => source);
      // @ts-expect-error the roots are numbers
      assemble(profile)(['1']);
    });
  });
});

describe('types of join', () => {
  it('give a tree to what follows', () => {
    const saved = pipeline(
      user,
      join('whole', fork(pipeline(posts, comments), albums)),
      stage('save', (whole, { inputs }) => {
        expectType<Equal<[(typeof inputs)[0], (typeof inputs)[1]], [number, User]>>(true);
        expectType<Equal<typeof whole, (typeof inputs)[2]>>(true);
        expectType<Equal<typeof whole.input, User>>(true);
        return Promise.resolve(whole.albums.filter(isFulfilled).map(({ value }) => value));
      }),
    );

    type Saved = OutcomeOf<typeof saved>;
    expectType<Equal<Saved['stage'], 'user' | 'whole' | 'save'>>(true);
    expectType<Equal<Extract<Saved, Fulfilled>['value'], Album[]>>(true);
    expectType<Equal<Extract<Saved, { readonly stage: 'whole' }>, Rejected<'whole', [number, User]>>>(true);
  });

  it('infer what is written inline', () => {
    const saved = pipeline(
      user,
      join(
        'whole',
        fork(
          pipeline(
            listStage('posts', (u) => api.posts(u.id)),
            listStage('comments', (post, { inputs }) => {
              expectType<Equal<[typeof post, typeof inputs], [Post, [number, User, Post]]>>(true);
              return api.comments(post.id);
            }),
          ),
          listStage('albums', (u) => api.albums(u.id)),
        ),
      ),
      stage('save', (whole) => {
        const texts = whole.posts.filter(isFulfilled).flatMap((post) => post.comments.filter(isFulfilled).map(({ value }) => value.text));
        expectType<Equal<typeof texts, string[]>>(true);
        return [texts.length];
      }),
    );

    expectType<Equal<Extract<OutcomeOf<typeof saved>, Fulfilled>['value'], number>>(true);
  });

  it('stand at the end, within a fork, and on their own', () => {
    const alone = join('whole', fork(posts, albums));
    const ended = pipeline(user, fork(alone, photosOf));

    expectType<Equal<OutcomeOf<typeof alone>['stage'], 'whole'>>(true);
    expectType<Equal<Extract<OutcomeOf<typeof ended>, Fulfilled>['stage'], 'whole' | 'photos of'>>(true);
  });

  it('refuse what does not fit, and segments that stand elsewhere', () => {
    const rooted = join(
      'whole',
      pipeline(
        posts,
        stage('last', (post, { inputs: [u] }) => [post.title + u.name]),
      ),
    );
    expectToCompile(() => {
      // @ts-expect-error comments take a post
      pipeline(user, join('whole', fork(comments, albums)));
      // @ts-expect-error its inputs begin with a user
      pipeline(user, rooted);
      // @ts-expect-error a name is needed
      join(fork(posts, albums));
    });
  });
});

const photosOf = stage('photos of', (u: User): Observable<Photo> => from([{ id: u.id, url: '' }]));
