/** Loaded before a program: its clock is ahead by the ms of an environment variable. */
const skew = Number(process.env.SKEW);

globalThis.Date = new Proxy(Date, {
  construct: (RealDate, values: unknown[], self) => Reflect.construct(RealDate, values.length === 0 ? [RealDate.now() + skew] : values, self) as Date,
  get: (RealDate, name) => (name === 'now' ? () => RealDate.now() + skew : (Reflect.get(RealDate, name) as unknown)),
});
