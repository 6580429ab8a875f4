import { batchStage, concurrencyLimit, fork, join, listStage, perKey, pipeline, stage, when } from 'rxjs-stages';

/*
 * Wrong programs, and what the compiler says of each: a sentence that says what to do. The specs of types compare it, by
 * every compiler that they run.
 */

interface User {
  readonly id: number;
}

interface Post {
  readonly title: string;
}

interface Album {
  readonly cover: string;
}

interface File {
  readonly kind: 'file';
  readonly size: number;
}

interface Link {
  readonly kind: 'link';
  readonly target: string;
}

type Entry = File | Link;

const user = stage('user', (id: number): User[] => [{ id }]);
const posts = listStage('posts', ({ id }: User): Post[][] => [[{ title: String(id) }]]);
const comments = listStage('comments', ({ title }: Post) => [[title]]);
const albums = listStage('albums', ({ id }: User): Album[][] => [[{ cover: String(id) }]]);
const photos = listStage('photos', ({ cover }: Album) => [[cover]]);
const forgotten = stage('posts', ({ id }: User): Post[][] => [[{ title: String(id) }]]);
const either = stage('either', (value: Post | Album) => [Object.keys(value)]);
const list = stage('list', (): Entry[] => [{ kind: 'file', size: 1 }]);
const size = stage('size', (entry: { readonly size: number }) => [entry.size]);
const isLong = (entry: Entry): boolean => Object.keys(entry).length > 2;
const hasId = ({ id }: User): boolean => id > 0;
const isFile = (entry: Entry): entry is File => entry.kind === 'file';
const isLink = (entry: Entry): entry is Link => entry.kind === 'link';
const plain = (x: unknown): unknown => x;
const count = <N extends string>(name: N) => stage(name, (n: number) => [n]);

/* Chains. */

// @ts-expect-error 'posts' returns a list and 'comments' needs one element: create 'posts' with listStage()
pipeline(user, forgotten, comments);
// @ts-expect-error 'posts' does not return what 'user' needs
pipeline(posts, user);
// @ts-expect-error 'posts' does not return what 'photos' needs
pipeline(user, posts, photos);
// @ts-expect-error 'comments' does not return what 'albums' needs
pipeline(user, posts, comments, albums);
// prettier-ignore
// @ts-expect-error 'user' does not return what 'late' needs
pipeline(user, stage('late', ({ title }: Post) => [title]));
// prettier-ignore
// @ts-expect-error 'late' does not return what 'posts' needs
pipeline(user, stage('late', ({ id }) => [id]), posts);
// @ts-expect-error a function is not a stage: wrap it in stage() or listStage()
pipeline(user, plain);
// @ts-expect-error a function is not a stage: wrap it in stage() or listStage()
pipeline(plain, user);
// @ts-expect-error expected a stage, a pipeline or another segment
pipeline({ concurrency: 3 });
// @ts-expect-error options must be the last argument
pipeline(user, { concurrency: 3 }, posts);
// @ts-expect-error 'concurency' does not exist in type 'PipelineOptions'
pipeline(user, posts, { concurency: 3 });
// @ts-expect-error 'retry' is an option of stages: pass it to stage() or listStage()
pipeline(user, posts, { retry: 3 });
// @ts-expect-error 'timeout' is an option of stages: pass it to stage() or listStage()
pipeline(user, { concurrency: 4, timeout: 3 });
// @ts-expect-error Type 'string' is not assignable to type 'number'
pipeline(user, posts, { concurrency: '3' });
// @ts-expect-error Type '"sorted"' is not assignable to type '"completion" | "source"
pipeline(user, { order: 'sorted' });
// @ts-expect-error more than nine segments: put some of them in a nested pipeline()
pipeline(count('1'), count('2'), count('3'), count('4'), count('5'), count('6'), count('7'), count('8'), count('9'), count('10'));

declare const oneOfTwo: typeof posts | typeof albums;
// @ts-expect-error these segments do not fit: the type of each must not be a union
pipeline(oneOfTwo, either);

/* Trees. */

// @ts-expect-error 'user' does not return what 'comments' needs
pipeline(user, fork(posts, comments));
// @ts-expect-error 'posts' does not return what 'photos' needs
pipeline(user, fork(pipeline(posts, photos), albums));
// @ts-expect-error 'posts' does not return what 'albums' needs
pipeline(user, pipeline(posts, pipeline(albums, photos)));
// @ts-expect-error 'posts' returns a list and 'either' needs one element: create 'posts' with listStage()
pipeline(user, fork(forgotten, albums), either);
// @ts-expect-error 'posts' does not return what 'photos' needs
pipeline(user, fork(posts, albums), photos);
// @ts-expect-error a function is not a stage: wrap it in stage() or listStage()
pipeline(user, fork(posts, plain));
// @ts-expect-error a fork has no options: pass them to the outermost pipeline
pipeline(user, fork(posts, albums, { concurrency: 3 }));
// @ts-expect-error Expected at least 2 arguments, but got 1
pipeline(user, fork(posts));
// @ts-expect-error 'list' does not return what 'size' needs
pipeline(list, fork(size, when(isFile, size)));
// @ts-expect-error 'size' does not accept what passes the test
pipeline(list, when(isLong, size));
// @ts-expect-error 'size' does not accept what passes the test
pipeline(list, when(isLink, size));
// @ts-expect-error a function is not a stage: wrap it in stage() or listStage()
pipeline(list, when(isLong, plain));
// @ts-expect-error 'user' does not return what 'whole' needs
pipeline(user, join('whole', fork(comments, albums)));

/* Segments that were made, with stages that were written inline, for another place. */

const rooted = pipeline(
  posts,
  listStage('comments', ({ title }, { inputs: [{ id }] }) => [[title + String(id)]]),
);
// @ts-expect-error 'posts' needs other inputs before it: write its segment inline here, or create its stages separately
pipeline(user, rooted);
// @ts-expect-error 'posts' needs other inputs before it: write its segment inline here, or create its stages separately
pipeline(user, fork(rooted, albums));
// @ts-expect-error 'posts' needs other inputs before it: write its segment inline here, or create its stages separately
pipeline(user, when(hasId, rooted));

/* Batches. */

const several = (ids: readonly number[]) => Promise.resolve(ids.map(String));
const names = batchStage('names', several, { max: 10 });
// @ts-expect-error 'user' does not return what 'names' needs
pipeline(user, names);
// @ts-expect-error 'names' does not return what 'posts' needs
pipeline(names, posts);
// prettier-ignore
// @ts-expect-error 'user' does not return what 'late' needs
pipeline(user, batchStage('late', (titles: readonly string[]) => Promise.resolve(titles), { max: 10 }));
// @ts-expect-error Property 'max' is missing in type
batchStage('names', several, {});
// @ts-expect-error 'atomic' does not exist in type
batchStage('names', several, { max: 10, atomic: true });
// @ts-expect-error 'nextPage' does not exist in type
batchStage('names', several, { max: 10, nextPage: () => undefined });
// @ts-expect-error is not assignable to type 'Limit | readonly Limit[] | undefined'
batchStage('names', several, { max: 10, limit: perKey(() => concurrencyLimit(1)).by((id: number) => id) });
// @ts-expect-error Type 'readonly number[]' is not assignable to type 'number'
names.with({ project: (id: number) => Promise.resolve([String(id)]) });
