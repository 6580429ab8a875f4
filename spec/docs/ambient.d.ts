/* What the examples of the README take for granted: their reader has things like these. */

interface Hit {
  readonly id: number;
}

interface Detail {
  readonly title: string;
}

declare const api: {
  search(term: string, signal: AbortSignal): Promise<Hit[]>;
  detail(id: number, signal: AbortSignal): Promise<Detail>;
};
declare const client: import('rxjs-stages/axios').AxiosClient;
declare const terms: readonly string[];
declare function hugeGenerator(): Generator<string>;
declare function show(...what: unknown[]): void;
declare function report(...what: unknown[]): void;
declare const search: import('rxjs-stages').ListStage<'search', string, Hit>;
declare const detail: import('rxjs-stages').Stage<'detail', Hit, Detail>;
