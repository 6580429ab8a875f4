/** The outcomes of one run, as its subject sees them delivered. */
export class Tally {
  rejectedRoots = 0;
  fulfilled = 0;
  rejected = 0;
  /** When the first result of the second round was there. */
  firstAt = NaN;

  rejectRoot(): void {
    this.rejectedRoots++;
  }

  fulfil(): void {
    if (this.fulfilled++ === 0) this.firstAt = performance.now();
  }

  reject(): void {
    this.rejected++;
  }
}
