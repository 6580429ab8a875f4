import { quote } from './quote.js';

/** How the options of one call are checked: `where` names the call in every message. */
export class OptionsCheck {
  constructor(private readonly where: string) {}

  /** @throws TypeError if `options` is no object, or names an option that there is none of */
  known(options: unknown, names: readonly string[]): void {
    if (typeof options !== 'object' || options === null || Array.isArray(options)) {
      throw new TypeError(`${this.where}: options must be an object, got ${quote(options)}`);
    }
    for (const name of Object.keys(options)) {
      if (!names.includes(name)) throw new TypeError(`${this.where}: there is no option ${quote(name)}, only ${names.join(', ')}`);
    }
  }

  /**
   * @throws TypeError if it is no number
   * @throws RangeError if it is less than `least`, or neither an integer nor Infinity
   */
  count(option: string, value: unknown, least: 0 | 1): void {
    if (value === undefined) return;
    const message = `${this.where}: ${option} must be an integer of at least ${String(least)} or Infinity, got ${quote(value)}`;
    if (typeof value !== 'number') throw new TypeError(message);
    if (!(value >= least && (Number.isInteger(value) || value === Infinity))) throw new RangeError(message);
  }

  /** @throws TypeError unless it is undefined, or `accept` takes it */
  type(option: string, value: unknown, expected: string, accept: (value: unknown) => boolean): void {
    if (value !== undefined && !accept(value)) throw new TypeError(`${this.where}: ${option} must be ${expected}, got ${quote(value)}`);
  }
}
