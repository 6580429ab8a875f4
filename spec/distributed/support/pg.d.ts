/** What specs use of `pg`, which has no types of its own. */
declare module 'pg' {
  export class Pool {
    constructor(options: { readonly connectionString: string; readonly options?: string; readonly max?: number });
    readonly totalCount: number;
    query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
    end(): Promise<void>;
  }
}
