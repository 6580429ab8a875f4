import type { Timeline, Turn } from './draw-timelines.js';
import type { Letters } from './letters.js';
import { branchId, runNames, type PlacedEvent } from './placed-event.js';

/** Longer inputs are represented by a letter. */
const LONGEST_NAME = 16;

/** One row for each branch of each run, in the order of creation. */
export function branchRows(events: readonly PlacedEvent[], letters: Letters): Timeline[] {
  const nameOf = runNames(events);
  const several = new Set(events.map(({ stage }) => stage)).size > 1;
  const branches = new Map<string, { readonly label: string; readonly turns: Turn[] }>();
  for (const event of events) {
    const { stage } = event;
    const id = branchId(event);
    const branch = branches.get(id) ?? { label: `${nameOf(event)}${several ? `${stage} ` : ''}${inputName(event.input, letters)}`, turns: [] };
    branches.set(id, branch);
    const { turns } = branch;
    const last = turns.at(-1);
    const turn = turnOf(event, turns, letters);
    // The end of an attempt shows nothing itself: a value at the same frame remains the last sign.
    if (event.type === 'settled' && last?.frame === event.frame) turns[turns.length - 1] = { ...last, state: '.' };
    else if (turn !== undefined) turns.push(turn);
  }
  return [...branches.values()];
}

function turnOf(event: PlacedEvent, turns: readonly Turn[], letters: Letters): Turn | undefined {
  const { type, frame } = event;
  if (type === 'waiting' || type === 'paged' || type === 'settled' || type === 'requeued') return { frame, sign: '', state: '.' };
  if (type === 'started') return { frame, sign: '', state: '=' };
  if (type === 'emitted') return { frame, sign: letters.of(event.value, false), state: turns.at(-1)?.state ?? '=' };
  if (type === 'retrying') return { frame, sign: '#', state: '~' };
  if (type === 'rejected') return { frame, sign: letters.of(event.reason, true), state: ' ' };
  if (type === 'cancelled') return { frame, sign: '!', state: ' ' };
  if (type === 'completed') return { frame, sign: endsInValue(frame, turns) ? '' : '|', state: ' ' };
  return undefined;
}

/** Whether the last sign is a value at this frame. */
function endsInValue(frame: number, turns: readonly Turn[]): boolean {
  const last = turns.at(-1);
  return last?.frame === frame && last.sign !== '';
}

function inputName(input: unknown, letters: Letters): string {
  const name = typeof input === 'number' || typeof input === 'string' ? String(input) : '';
  return name !== '' && name.length <= LONGEST_NAME && /^[!-~]+$/.test(name) ? name : letters.of(input, false);
}
