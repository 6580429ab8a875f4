import fc from 'fast-check';
import type { VirtualTimeScheduler } from 'rxjs';
import type { Limit } from 'rxjs-stages';
import { FakeRun, giveBack } from './fake-run';

/** One step of a scenario, some ms after the one before. */
interface Step {
  readonly after: number;
  /** Which run wants something; those with odd numbers want to go on, the others to start. */
  readonly run: number;
  /** How long what is taken then works, in ms; with 0 it is given back at once. */
  readonly works: number;
  /** For how long the limit is paused first, in ms. */
  readonly pause: number | undefined;
}

/** What a run does with the limit at a time. */
export interface Note {
  readonly at: number;
  readonly what: 'wants' | 'takes';
  readonly run: number;
}

/** @param pauses - whether limits are paused, too */
export function traffic(pauses: boolean): fc.Arbitrary<Step[]> {
  const step = fc.record({
    after: fc.oneof(fc.constant(0), fc.nat(12)),
    run: fc.nat(5),
    works: fc.nat(6),
    pause: pauses ? fc.option(fc.nat(9), { nil: undefined, freq: 6 }) : fc.constant(undefined),
  });
  return fc.array(step, { maxLength: 40 });
}

/** Plays a scenario to its end. */
export function play(limit: Limit, clock: VirtualTimeScheduler, steps: readonly Step[]): Note[] {
  const notes: Note[] = [];
  let taken = 0;
  const runs = Array.from(
    { length: 6 },
    (_, run) =>
      new FakeRun(limit, () => {
        notes.push({ at: clock.now(), what: 'takes', run });
        const duration = steps[taken++]?.works ?? 0;
        const release = (): void => {
          giveBack(limit, { failure: undefined, duration });
        };
        if (duration === 0) release();
        else clock.schedule(release, duration);
      }),
  );
  let at = 0;
  for (const { after, run, pause } of steps) {
    at += after;
    clock.schedule(() => {
      if (pause !== undefined) limit.pauseFor(pause);
      notes.push({ at: clock.now(), what: 'wants', run });
      runs[run]?.want(run % 2 === 1);
    }, at);
  }
  clock.flush();
  return notes;
}

/** When attempts wanted to start, or started. */
export function starts(notes: readonly Note[], what: Note['what']): number[] {
  return notes.filter((note) => note.what === what && note.run % 2 === 0).map(({ at }) => at);
}

/** The runs that took twice while another one waited for the same. */
export function unfair(notes: readonly Note[]): string[] {
  const wants = new Map<number, number>();
  const overtaken = new Map<string, number>();
  const found: string[] = [];
  for (const { what, run, at } of notes) {
    const change = what === 'wants' ? 1 : -1;
    wants.set(run, (wants.get(run) ?? 0) + change);
    if (change === 1) continue;
    for (const [other, count] of wants) {
      if (other === run || count === 0 || other % 2 !== run % 2) continue;
      const times = (overtaken.get(`${String(run)}>${String(other)}`) ?? 0) + 1;
      overtaken.set(`${String(run)}>${String(other)}`, times);
      if (times > 1) found.push(`${String(run)} overtook ${String(other)} again at ${String(at)}`);
    }
    for (const other of wants.keys()) overtaken.delete(`${String(other)}>${String(run)}`);
  }
  return found;
}
