/** What there is after so many roots. */
export interface Mark {
  readonly roots: number;
  /** In bytes, right after a collection of all that is garbage. */
  readonly heap: number;
  /** In bytes, of the whole process, as it was before that. */
  readonly rss: number;
  /** Since the process began, in ms. */
  readonly time: number;
}

/** Looks at the memory. */
export function mark(roots: number): Mark {
  const rss = process.memoryUsage.rss();
  if (gc === undefined) throw new Error('run node with --expose-gc');
  gc();
  return { roots, rss, heap: process.memoryUsage().heapUsed, time: performance.now() };
}

export function print({ roots, rss, heap, time }: Mark): void {
  const mega = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`.padStart(9);
  console.log(`${String(roots).padStart(8)} roots${mega(rss)} RSS${mega(heap)} heap used${(time / 1000).toFixed(1).padStart(7)} s`);
}

/** How many bytes the heap grows by for each root: the slope of the line that fits best. */
export function growth(marks: readonly Mark[]): number {
  const mean = (of: (one: Mark) => number): number => marks.reduce((sum, one) => sum + of(one), 0) / marks.length;
  const [roots, heap] = [mean((one) => one.roots), mean((one) => one.heap)];
  return mean((one) => (one.roots - roots) * (one.heap - heap)) / mean((one) => (one.roots - roots) ** 2);
}
