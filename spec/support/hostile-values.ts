import { of } from 'rxjs';

/** A value that throws when it is looked at, in one way, and whether it has done so, if that can be known. */
export interface Hostile {
  readonly value: object;
  readonly thrown: () => boolean | undefined;
}

/** What every hostile value throws. */
export const LOOKED_AT = new Error('looked at');

const TRAPS: readonly (keyof ProxyHandler<object>)[] = [
  'get',
  'has',
  'getPrototypeOf',
  'ownKeys',
  'getOwnPropertyDescriptor',
  'set',
  'defineProperty',
  'isExtensible',
];

const PROPERTIES: readonly PropertyKey[] = [
  'then',
  'length',
  'constructor',
  'next',
  'return',
  'done',
  'value',
  'subscribe',
  'getReader',
  0,
  Symbol.iterator,
  Symbol.asyncIterator,
  Symbol.toStringTag,
  // rxjs's own name of Symbol.observable, where that is not defined.
  '@@observable',
];

/** What hostile values are made of, besides throwing: lists of one element, what gives one value, and nothing in particular. */
const TARGETS = {
  'an array': () => ['bad'],
  'an iterable': () => ({
    *[Symbol.iterator]() {
      yield 'bad';
    },
  }),
  'an object': () => ({}),
  'a promise': () => Promise.resolve('bad'),
  'an Observable': () => of('bad'),
};

/** Makes each kind of value that throws when it is looked at, anew for each use. */
export const HOSTILE: readonly (readonly [string, () => Hostile])[] = [
  ...Object.entries(TARGETS).flatMap(([name, target]) => [
    ...TRAPS.map((trap) => [`${name} with a throwing ${trap} trap`, () => trapped(target(), [trap])] as const),
    ...PROPERTIES.map((property) => [`${name} with a throwing ${String(property)}`, () => throwingAt(target(), property)] as const),
    [`${name} with all traps throwing`, () => trapped(target(), TRAPS)] as const,
    [`a revoked proxy of ${name}`, () => revoked(target())] as const,
  ]),
  ...(['then', 'constructor'] as const).map((property) => [`a promise of its own throwing ${property}`, () => throwingItself(property)] as const),
];

/** A value that throws LOOKED_AT in some traps of a proxy. */
function trapped(target: object, traps: readonly string[]): Hostile {
  let thrown = false;
  const fail = (): never => {
    thrown = true;
    throw LOOKED_AT;
  };
  return { value: new Proxy(target, Object.fromEntries(traps.map((trap) => [trap, fail]))), thrown: () => thrown };
}

/** A value of which reading one property throws LOOKED_AT. */
function throwingAt(target: object, property: PropertyKey): Hostile {
  let thrown = false;
  const get = (on: object, name: PropertyKey): unknown => {
    if (name !== property && name !== String(property)) return Reflect.get(on, name);
    thrown = true;
    throw LOOKED_AT;
  };
  return { value: new Proxy(target, { get }), thrown: () => thrown };
}

/** A promise that is one, and no proxy, of which reading one property throws LOOKED_AT. */
function throwingItself(property: PropertyKey): Hostile {
  let thrown = false;
  const get = (): never => {
    thrown = true;
    throw LOOKED_AT;
  };
  return { value: Object.defineProperty(Promise.resolve('bad'), property, { get }), thrown: () => thrown };
}

function revoked(target: object): Hostile {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return { value: proxy, thrown: () => undefined };
}
