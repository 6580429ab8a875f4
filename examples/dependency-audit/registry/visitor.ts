import { fault, type Fault } from './fault.js';

/** For how long the registry is busy, in ms. `Retry-After` is in whole seconds, so it says a little more. */
const BUSY = 900;
/** For how long it still serves what was on its way when it said so, in ms: which requests fail is to depend on the seed, not on the machine. */
const GRACE = 200;

/** What the registry remembers of one of its clients. */
export class Visitor {
  private readonly asked = new Set<string>();
  private busySince = -Infinity;

  constructor(private readonly seed: number) {}

  /** Notes that it asks for a package. @returns what goes wrong, if anything */
  asks(name: string): Fault | undefined {
    // Whoever goes on asking while the registry wants to be left alone asks too fast, whatever it is for.
    if (this.retryAfter > 0 && performance.now() > this.busySince + GRACE) return 'busy';
    const found = fault(name, this.seed);
    if (found === 'missing') return found;
    if (this.asked.has(name)) return undefined;
    this.asked.add(name);
    if (found === 'busy') this.busySince = performance.now();
    return found;
  }

  /** For how long it had better not ask, in whole seconds. */
  get retryAfter(): number {
    return Math.max(0, Math.ceil((this.busySince + BUSY - performance.now()) / 1000));
  }
}
