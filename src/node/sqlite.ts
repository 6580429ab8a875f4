/// <reference types="node" preserve="true" />

/** What is used of `node:sqlite`. The oldest Node of the package has no types for it. */
export interface Sqlite {
  readonly DatabaseSync: new (path: string) => Database;
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export interface Statement {
  get(...values: readonly Storable[]): Readonly<Record<string, unknown>> | undefined;
  run(...values: readonly Storable[]): unknown;
}

/** What a column can hold. */
export type Storable = string | number | Uint8Array;

/** Loads `node:sqlite` when somebody needs it: older versions of Node have none. @throws Error that says what to do */
export function loadSqlite(): Sqlite {
  const sqlite = process.getBuiltinModule('node:sqlite') as Sqlite | undefined;
  if (sqlite !== undefined) return sqlite;
  throw new Error(
    `journal needs \`node:sqlite\`, which Node has from 22.13 on, and this is ${process.version}: update Node, or use \`storeCache\` with classic-level`,
  );
}
