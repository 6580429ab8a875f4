/** The number of something over time. */
export class CountSteps {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private isSorted = true;

  add(start: number, end: number): void {
    this.starts.push(start);
    this.ends.push(end);
    this.isSorted = false;
  }

  /** How many have begun before a time and not ended before it. */
  before(time: number): number {
    this.sort();
    return lower(this.starts, time) - lower(this.ends, time);
  }

  /** How many exist at a time, including those that begin or end then. */
  at(time: number): number {
    this.sort();
    return upper(this.starts, time) - lower(this.ends, time);
  }

  private sort(): void {
    if (this.isSorted) return;
    this.starts.sort((one, other) => one - other);
    this.ends.sort((one, other) => one - other);
    this.isSorted = true;
  }
}

/** How many numbers of a sorted list are below `value`. */
function lower(sorted: readonly number[], value: number): number {
  return search(sorted, (element) => element < value);
}

/** How many numbers of a sorted list are not above `value`. */
function upper(sorted: readonly number[], value: number): number {
  return search(sorted, (element) => element <= value);
}

function search(sorted: readonly number[], isBelow: (element: number) => boolean): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isBelow(sorted[middle] as number)) from = middle + 1;
    else to = middle;
  }
  return from;
}
