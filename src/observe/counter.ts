/** The number of something over time. */
export class Counter {
  private readonly changes: { readonly time: number; readonly by: number }[] = [];

  add(start: number, end: number): void {
    if (end <= start) return;
    this.changes.push({ time: start, by: 1 }, { time: end, by: -1 });
  }

  /** Each number, and the time from which it applies. */
  get steps(): { readonly time: number; readonly count: number }[] {
    const steps: { readonly time: number; count: number }[] = [];
    let count = 0;
    for (const { time, by } of this.changes.sort((one, other) => one.time - other.time)) {
      count += by;
      const last = steps[steps.length - 1];
      if (last?.time === time) last.count = count;
      else steps.push({ time, count });
    }
    return steps;
  }
}
