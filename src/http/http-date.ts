import { asyncScheduler } from 'rxjs';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const TIME = '(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)';

/** The three formats of RFC 9110 §5.6.7: the one to write, and the two that are obsolete and have to be read. */
const FORMATS = [
  `^[a-z]{3}, (?<day>\\d\\d) (?<month>[a-z]{3}) (?<year>\\d{4}) ${TIME} GMT$`,
  `^[a-z]{6,9}, (?<day>\\d\\d)-(?<month>[a-z]{3})-(?<year>\\d\\d) ${TIME} GMT$`,
  `^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`,
].map((format) => new RegExp(format, 'i'));

interface Parts {
  readonly [part: string]: string;
  readonly month: string;
  readonly year: string;
}

/**
 * Reads a date of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`. Whether it was that day of the week
 * is not checked.
 *
 * @returns ms since 1970, `undefined` if it is no such date
 */
export function readHttpDate(text: string): number | undefined {
  for (const format of FORMATS) {
    const parts = format.exec(text)?.groups as Parts | undefined;
    if (parts !== undefined) return momentOf(parts);
  }
  return undefined;
}

function momentOf({ year, month, day, hour, minute, second }: Parts): number | undefined {
  const date = new Date(0);
  const fullYear = year.length === 2 ? withCentury(Number(year)) : Number(year);
  date.setUTCFullYear(fullYear, MONTHS.indexOf(month.toLowerCase()), Number(day));
  // A day that its month does not have becomes one of the next, a month that is none one of the year before.
  if (date.getUTCDate() !== Number(day) || date.getUTCFullYear() !== fullYear) return undefined;
  return date.setUTCHours(Number(hour), Number(minute), Number(second));
}

/** A year of two digits is the latest one that is no more than 50 years ahead. */
function withCentury(year: number): number {
  const latest = new Date(asyncScheduler.now()).getUTCFullYear() + 50;
  return latest - ((latest - year) % 100);
}
