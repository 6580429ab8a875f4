import { TestScheduler } from 'rxjs/testing';

/** Something at one frame of a diagram. */
export interface Mark {
  readonly frame: number;
  /** One character, or a number. */
  readonly sign: string;
}

/** Reads a marble diagram of run mode: every sign that is no time, `|` and `#` among them. */
export function parse(marbles: string): Mark[] {
  return TestScheduler.parseMarbles(marbles, undefined, '#', false, true).map(({ frame, notification }) => ({
    frame,
    sign: notification.kind === 'C' ? '|' : notification.kind === 'E' ? '#' : String(notification.value),
  }));
}
