import type { Row } from './draw.js';
import type { Letters } from './letters.js';
import type { Mark } from './marks.js';
import { branchId, runNames, type PlacedEvent } from './placed-event.js';

/** A batch that has started. */
interface PlacedBatch {
  readonly id: number;
  readonly frame: number;
}

/**
 * Two rows for each stage of each run: what starts, and what is emitted. A comma separates two
 * batches that start at the same frame.
 */
export function stageRows(events: readonly PlacedEvent[], letters: Letters): Row[] {
  const nameOf = runNames(events);
  /** Branches that have turned a page: their next start is a page, `+`. */
  const turned = new Set<string>();
  const stages = new Map<string, { starts: Mark[]; emits: Mark[]; batch?: PlacedBatch | undefined }>();
  for (const event of events) {
    const { type, frame } = event;
    const stage = `${nameOf(event)}${event.stage}`;
    const branch = branchId(event);
    const rows = stages.get(stage) ?? { starts: [], emits: [] };
    stages.set(stage, rows);
    if (type === 'waiting') letters.of(event.input, false);
    else if (type === 'started') {
      const batch = event.batch && { id: event.batch.id, frame };
      const isNext = batch !== undefined && rows.batch?.frame === frame && rows.batch.id !== batch.id;
      rows.starts.push({ frame, sign: `${isNext ? ',' : ''}${turned.has(branch) ? '+' : letters.of(event.input, false)}` });
      rows.batch = batch;
    } else if (type === 'emitted') rows.emits.push({ frame, sign: letters.of(event.value, false) });
    else if (type === 'rejected') rows.emits.push({ frame, sign: letters.of(event.reason, true) });
    else if (type === 'retrying') rows.emits.push({ frame, sign: '~' });
    else if (type === 'cancelled') rows.emits.push({ frame, sign: '!' });
    else if (type === 'paged') turned.add(branch);
  }
  const width = Math.max(...[...stages.keys()].map((stage) => stage.length));
  return [...stages].flatMap(([stage, { starts, emits }]) => [
    { label: `${stage.padEnd(width)}  starts`, marks: starts },
    { label: `${' '.repeat(width)}  emits`, marks: emits },
  ]);
}
