import type { RunProgress } from '../observe/run-progress.js';
import { cutTo, rowsOf } from './rows.js';
import { Screen } from './screen.js';
import { loadWidth } from './width.js';
import { timesInWords } from './words.js';

/**
 * Draws a row for each stage of the current runs, and one for the times of each run. When all runs
 * have ended, their rows stay.
 */
export function showBars(stream: NodeJS.WriteStream): (sample: RunProgress) => void {
  const widthOf = loadWidth();
  const samples = new Map<number, RunProgress>();
  let screen: Screen | undefined;

  const rows = (): readonly string[] => {
    // One column stays free: some terminals wrap when the last column is full.
    const columns = Math.max(1, stream.columns - 1);
    const all = [...samples.values()].flatMap((sample) => [
      ...rowsOf(sample.stages, columns, widthOf),
      cutTo(`${sample.status === 'running' ? '' : `${sample.status}, `}${timesInWords(sample)}`, columns, widthOf),
    ]);
    // Rows that have scrolled off the screen cannot be redrawn.
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
