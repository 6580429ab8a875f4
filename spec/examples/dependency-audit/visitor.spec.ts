import { fault, type Fault } from '../../../examples/dependency-audit/registry/fault';
import { Visitor } from '../../../examples/dependency-audit/registry/visitor';

const SEED = 1;

/** The first name that has this fault, or none. */
function nameWith(kind: Fault | undefined): string {
  for (let index = 0; ; index++) if (fault(`package-${String(index)}`, SEED) === kind) return `package-${String(index)}`;
}

describe('Visitor', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each(['reset', 'error'] as const)('has one %s, the first time that it asks for the package', (kind) => {
    const visitor = new Visitor(SEED);
    const name = nameWith(kind);

    expect([visitor.asks(name), visitor.asks(name), visitor.asks(name)]).toEqual([kind, undefined, undefined]);
    expect(new Visitor(SEED).asks(name)).toBe(kind);
  });

  it('never finds what is missing', () => {
    const visitor = new Visitor(SEED);
    const name = nameWith('missing');

    expect([visitor.asks(name), visitor.asks(name)]).toEqual(['missing', 'missing']);
  });

  it('is told to go away, whatever it goes on to ask for, until the registry is no longer busy', () => {
    const visitor = new Visitor(SEED);
    const [busy, fine, broken] = [nameWith('busy'), nameWith(undefined), nameWith('reset')];
    expect([visitor.asks(fine), visitor.retryAfter]).toEqual([undefined, 0]);

    expect([visitor.asks(busy), visitor.retryAfter]).toEqual(['busy', 1]);
    expect(visitor.asks(fine)).toBeUndefined();

    jest.advanceTimersByTime(300);
    expect([visitor.asks(busy), visitor.asks(fine), visitor.asks(broken), visitor.retryAfter]).toEqual(['busy', 'busy', 'busy', 1]);

    jest.advanceTimersByTime(700);
    expect([visitor.retryAfter, visitor.asks(busy), visitor.asks(fine), visitor.asks(broken)]).toEqual([0, undefined, undefined, 'reset']);
  });
});
