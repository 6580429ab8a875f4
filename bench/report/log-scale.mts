/** A logarithmic scale: where a value is, and which round values are marked. */
export interface LogScale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/**
 * Makes a scale that begins and ends at round values.
 *
 * @param values - what has to find room
 * @param from - where the smallest is
 * @param to - where the largest is
 * @param steps - what is marked of each decade
 */
export function logScale(values: readonly number[], from: number, to: number, steps: readonly number[] = [1, 2, 5]): LogScale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const marks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) marks.push(...steps.map((step) => step * 10 ** power));
  const begin = marks.filter((mark) => mark <= low).pop() ?? low;
  const end = marks.find((mark) => mark >= high) ?? high;
  const at = (value: number): number => from + ((to - from) * Math.log(value / begin)) / Math.log(end / begin);
  return { at, ticks: marks.filter((mark) => mark >= begin && mark <= end) };
}
