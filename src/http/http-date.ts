import { asyncScheduler } from 'rxjs';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const TIME = '(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)';

/**
 * The three formats of RFC 9110 §5.6.7: the preferred one, and two obsolete ones that recipients
 * must accept.
 */
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
 * Parses an HTTP date: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or
 * `Sun Nov  6 08:49:37 1994`. The day of the week is not checked.
 *
 * @returns ms since 1970; `undefined` if the text is not such a date
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
  // `Date` turns a day that the month does not have into one of the next month, and an invalid
  // month into one of the year before.
  if (date.getUTCDate() !== Number(day) || date.getUTCFullYear() !== fullYear) return undefined;
  return date.setUTCHours(Number(hour), Number(minute), Number(second));
}

/** A year of two digits is the latest such year that is at most 50 years in the future. */
function withCentury(year: number): number {
  const latest = new Date(asyncScheduler.now()).getUTCFullYear() + 50;
  return latest - ((latest - year) % 100);
}
