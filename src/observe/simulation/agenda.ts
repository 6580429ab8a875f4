import { PriorityQueue, type Positioned } from '../../engine/queue/priority-queue.js';

interface Entry extends Positioned {
  readonly time: number;
  readonly sequence: number;
  readonly work: () => void;
}

/** What is to be done, and when. Of what is due at the same time the first that was added comes first. */
export class Agenda {
  private readonly entries = new PriorityQueue<Entry>(
    (one, other) => one.time < other.time || (one.time === other.time && one.sequence < other.sequence),
  );
  private sequence = 0;

  constructor(public now: number) {}

  after(ms: number, work: () => void): void {
    this.entries.add({ time: this.now + ms, sequence: this.sequence++, work, position: -1 });
  }

  /** Lets time go on to what is next, and does it. @returns whether there was anything */
  next(): boolean {
    const { first } = this.entries;
    if (first === undefined) return false;
    this.entries.delete(first);
    this.now = first.time;
    first.work();
    return true;
  }
}
