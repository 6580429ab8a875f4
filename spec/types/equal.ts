import type { AsyncIterableObservable, FulfilledValue, Outcome } from 'rxjs-stages';

/** `true` if both are the same type, not only assignable to each other: `any` is equal to itself alone. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only if the type that it is given, an {@link Equal}, is `true`. */
export function expectType<Holds extends boolean>(holds: Holds): void {
  expect(holds).toBe(true);
}

/** What a pipeline, or a stage on its own, delivers. */
export type Delivered<P> = P extends (source: never) => AsyncIterableObservable<infer O> ? O : never;

/** The values that it delivers. */
export type ValueOf<P> = Delivered<P> extends infer O extends Outcome ? FulfilledValue<O> : never;

/** Code that is compiled and never run: for calls that types refuse and that would fail, or go to a network, when run. */
export function expectToCompile(code: () => unknown): void {
  expect(code).toBeInstanceOf(Function);
}
