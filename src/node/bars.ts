import type { RunProgress } from '../observe/run-progress.js';
import { cutTo, rowsOf } from './rows.js';
import { Screen } from './screen.js';
import { loadWidth } from './width.js';
import { timesInWords } from './words.js';

/** Draws a row for each stage of the runs that go on, and one for the times of each run. When all have ended, their rows stay. */
export function showBars(stream: NodeJS.WriteStream): (sample: RunProgress) => void {
  const widthOf = loadWidth();
  const samples = new Map<number, RunProgress>();
  let screen: Screen | undefined;

  const rows = (): readonly string[] => {
    // A column is left free: some terminals go to the next line when the last one is full.
    const columns = Math.max(1, stream.columns - 1);
    const all = [...samples.values()].flatMap((sample) => [
      ...rowsOf(sample.stages, columns, widthOf),
      cutTo(`${sample.status === 'running' ? '' : `${sample.status}, `}${timesInWords(sample)}`, columns, widthOf),
    ]);
    // What has left the screen cannot be drawn in place.
    return all.slice(-Math.max(1, stream.rows - 1));
  };

  return (sample) => {
    screen ??= new Screen(stream, widthOf);
    samples.set(sample.run, sample);
    screen.draw(rows());
    if ([...samples.values()].some(({ status }) => status === 'running')) return;
    samples.clear();
    screen.close();
    screen = undefined;
  };
}
