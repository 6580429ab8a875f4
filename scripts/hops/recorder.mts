/** A function that was entered. */
export interface Entry {
  /** Its file, as a path within `src`. */
  readonly file: string;
  readonly fn: string;
}

/** Records which functions are entered between `start` and `stop`. */
export class Recorder {
  private recording = false;
  private entries: Entry[] = [];

  enter(entry: Entry): void {
    if (this.recording) this.entries.push(entry);
  }

  start(): void {
    this.recording = true;
  }

  stop(): void {
    this.recording = false;
  }

  /**
   * Returns the record, and begins an empty one.
   *
   * @throws Error if nothing was recorded, or nobody has stopped
   */
  take(): readonly Entry[] {
    const { entries } = this;
    if (this.recording || entries.length === 0) throw new Error('a scenario must start the record, and stop it');
    this.entries = [];
    return entries;
  }
}
