/* What the examples of the README and of the guide take for granted: their reader has things like these. */

interface Hit {
  readonly id: number;
}

interface Detail {
  readonly title: string;
}

interface WebPage {
  readonly links: readonly string[];
}

declare const api: {
  search(term: string, signal?: AbortSignal): Promise<Hit[]>;
  detail(id: number, signal?: AbortSignal): Promise<Detail>;
  read(url: string, signal?: AbortSignal): Promise<WebPage>;
};
declare const client: import('rxjs-stages/axios').AxiosClient;
declare const http: { get<T>(url: string): import('rxjs').Observable<T> };
declare const ids: readonly number[];
declare const terms: readonly string[];
declare const urls: readonly string[];
declare function show(...what: unknown[]): void;
declare function report(...what: unknown[]): void;
declare const search: import('rxjs-stages').ListStage<'search', string, Hit>;
declare const detail: import('rxjs-stages').Stage<'detail', Hit, Detail>;

/* The stages of docs/guide/trees.md. */

interface User {
  readonly id: number;
  readonly name: string;
}

interface Post {
  readonly title: string;
}

declare const user: import('rxjs-stages').Stage<'user', number, User>;
declare const posts: import('rxjs-stages').ListStage<'posts', User, Post>;
declare const comments: import('rxjs-stages').ListStage<'comments', Post, string>;
declare const albums: import('rxjs-stages').ListStage<'albums', User, string>;
declare const photos: import('rxjs-stages').ListStage<'photos', string, string>;

/* The endpoint of docs/guide/batches.md. */

interface Item {
  readonly id: number;
  readonly title: string;
}

declare function requestItems(ids: readonly number[], signal?: AbortSignal): Promise<Item[]>;

/* The guide on timelines records a run first. */

declare const run: import('rxjs-stages/observe').Timeline;

/** The `ClsService` of nestjs-cls. */
declare const cls: {
  run<T>(options: { readonly ifNested?: 'inherit' | 'reuse' | 'override' }, callback: () => T): T;
  set(key: string, value: unknown): void;
};
