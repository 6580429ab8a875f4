/**
 * One trampoline for the whole process: whatever one run sets free for another (a slot of a shared limit, a shared answer) waits here until no run is in its loop, and then is
 * told of it, one after another. So no run's loop is ever called from another's, and the stack stays constant however many share.
 */
const due = new Set<Due>();
let busy = 0;

/** Who is told later. */
export interface Due {
  /** Goes on. */
  wake(): void;
}

/** Notes that `waiter` has something to do; it is told when the last loop has ended. */
export function later(waiter: Due): void {
  due.add(waiter);
}

/** A loop begins; whoever calls it calls {@link endLoop}, whatever happens. */
export function beginLoop(): void {
  busy++;
}

/** A loop has ended: if it was the outermost, all that are due are told in turn. */
export function endLoop(): void {
  try {
    if (busy === 1 && due.size > 0) tellAll();
  } finally {
    busy--;
  }
}

/** Tells all that are due, unless a loop is running: then its end does. */
export function takeTurns(): void {
  beginLoop();
  endLoop();
}

function tellAll(): void {
  try {
    for (const each of due) {
      due.delete(each);
      each.wake();
    }
  } finally {
    // If one throws the others are told nevertheless.
    if (due.size > 0) tellAll();
  }
}
