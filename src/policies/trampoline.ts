import { FifoSet } from '../engine/queue/fifo-set.js';

/**
 * One trampoline for the whole process. What one run releases for another (a slot of a shared
 * limit, a shared answer) waits here until no run is in its loop. Then the tasks run one after
 * another. So no run's loop is ever called from another's, and the stack stays constant however
 * many runs share something.
 */
const tasks = new FifoSet<Task>();
let loops = 0;

export interface Task {
  /** Does everything that can be done now. */
  drain(): void;
}

/** Schedules a task for when the outermost loop has ended. */
export function schedule(task: Task): void {
  tasks.add(task);
}

/** A loop begins. Its caller must call {@link endLoop}, whatever happens. */
export function beginLoop(): void {
  loops++;
}

/** A loop has ended. If it was the outermost one, all tasks run. */
export function endLoop(): void {
  try {
    if (loops === 1 && tasks.size > 0) runAll();
  } finally {
    loops--;
  }
}

/** Runs all tasks, unless a loop is running: then they run at its end. */
export function flush(): void {
  beginLoop();
  endLoop();
}

function runAll(): void {
  try {
    for (let task; (task = tasks.shift()) !== undefined;) task.drain();
  } finally {
    // If one throws, the others still run.
    if (tasks.size > 0) runAll();
  }
}
