import type { StageProgress } from '../observe/run-progress.js';
import type { WidthOf } from './width.js';
import { countsInWords, totalInWords } from './words.js';

/** The maximum and minimum width of a bar. With less room it is left out. */
const WIDEST = 30;
const NARROWEST = 6;
/** The maximum width of a stage's name. */
const NAME = 24;

/**
 * The rows of bars, at most as wide as the terminal. Parts that do not fit are left out, from the
 * end of the row.
 */
export function rowsOf(stages: readonly StageProgress[], columns: number, widthOf: WidthOf): readonly string[] {
  const cut = (text: string, width: number): string => cutTo(text, width, widthOf);
  const names = stages.map(({ stage }) => cut(stage, Math.min(NAME, Math.max(1, Math.floor(columns / 3)))));
  const totals = stages.map((stage) => `${String(ended(stage))}/${totalInWords(stage)}`);
  const nameWidth = Math.max(...names.map(widthOf));
  const totalWidth = Math.max(...totals.map(widthOf));
  // About half of the rest is for the counts.
  const barWidth = Math.min(WIDEST, Math.floor((columns - nameWidth - totalWidth - 6) / 2));
  return stages.map((stage, index) => {
    const [name = '', total = ''] = [names[index], totals[index]];
    const bar = barWidth < NARROWEST ? [] : [barOf(stage, barWidth)];
    const parts = [padTo(name, nameWidth, widthOf), ...bar, total.padEnd(totalWidth)];
    let row = parts.join('  ');
    for (const count of countsInWords(stage)) {
      if (widthOf(row) + 2 + widthOf(count) > columns) break;
      row += `  ${count}`;
    }
    return cut(row.trimEnd(), columns);
  });
}

/** The part of a text that fits, with `…` for the rest. */
export function cutTo(text: string, width: number, widthOf: WidthOf): string {
  if (widthOf(text) <= width) return text;
  let fitting = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (widthOf(fitting + segment) > width - 1) break;
    fitting += segment;
  }
  return `${fitting}…`;
}

function padTo(text: string, width: number, widthOf: WidthOf): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function ended({ fulfilled, rejected, cancelled }: StageProgress): number {
  return fulfilled + rejected + cancelled;
}

function barOf(stage: StageProgress, width: number): string {
  const all = stage.total ?? stage.discovered;
  const full = all === 0 ? 0 : Math.floor((ended(stage) / all) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
