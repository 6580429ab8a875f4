import { listStage, stage } from 'rxjs-stages';

/** An input of the stages, and what happens to it. */
export interface Item {
  readonly id: number;
  /**
   * - `hang`: the project never ends, not even when it is aborted
   * - `wait`: it ends only when it is aborted
   * - `poison`: it ends its process
   * - `fail`: it fails each time
   * - `flaky`: its first attempt fails
   * - `block`: nothing else runs in its process meanwhile
   */
  readonly does?: 'hang' | 'wait' | 'poison' | 'fail' | 'flaky' | 'block' | undefined;
  /** How long it takes, in ms; else it answers at once. */
  readonly ms?: number | undefined;
}

/** What a worker tells of a job. */
export interface Note {
  readonly type: 'ran' | 'aborted';
  readonly stage: string;
  readonly id: number;
  readonly attempt: number;
  readonly pid: number;
}

/** How many items each item leads to. */
export const CHILDREN = 5;

/** The stages of both sides. @param note - is told of each call of a project, and of each abort */
export function stagesFor(note: (note: Note) => void = () => undefined) {
  const act = async (name: string, { id, does, ms }: Item, attempt: number, signal: AbortSignal): Promise<void> => {
    const told = { stage: name, id, attempt, pid: process.pid };
    note({ type: 'ran', ...told });
    signal.addEventListener('abort', () => {
      note({ type: 'aborted', ...told });
    });
    if (does === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    else if (ms !== undefined) await new Promise((resolve) => setTimeout(resolve, ms));
    if (does === 'poison') process.kill(process.pid, 'SIGKILL');
    if (does === 'hang') await new Promise(() => undefined);
    if (does === 'wait') await new Promise((resolve) => { signal.addEventListener('abort', resolve); }); // prettier-ignore
    if (does === 'fail' || (does === 'flaky' && attempt === 1)) throw Object.assign(new Error(`${name} ${String(id)} failed`), { code: 'EXPECTED' });
  };
  const search = listStage('search', async (item: Item, { attempt, signal }): Promise<Item[]> => {
    await act('search', item, attempt, signal);
    return Array.from({ length: CHILDREN }, (_, index) => ({ id: item.id * CHILDREN + index }));
  });
  const detail = stage('detail', async (item: Item, { attempt, signal }): Promise<number> => {
    await act('detail', item, attempt, signal);
    return item.id;
  });
  return { search, detail };
}
