/** Loaded before a program: its clock is ahead by the ms of an environment variable. */
const skew = Number(process.env.SKEW);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...values: readonly []) {
    super(...(values.length === 0 ? ([RealDate.now() + skew] as never) : values));
  }

  static override now(): number {
    return RealDate.now() + skew;
  }
} as DateConstructor;
