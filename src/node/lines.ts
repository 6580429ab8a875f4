import type { RunProgress, StageProgress } from '../observe/run-progress.js';
import { countsInWords, timesInWords, totalInWords } from './words.js';

/** Writes a line for each sample of a run that differs from the last one. */
export function showLines(stream: NodeJS.WritableStream): (sample: RunProgress) => void {
  /** What was last written about each run, except for the times. */
  const said = new Map<number, string>();
  return (sample) => {
    const { run, stages, status, all } = sample;
    const now = stages.map((stage) => inWords(stage)).join('; ');
    const isOver = status !== 'running';
    if (!isOver && (all.discovered === 0 || said.get(run) === now)) return;
    said.set(run, now);
    if (isOver) said.delete(run);
    stream.write(`${now}; ${isOver ? `${status} after ` : ''}${timesInWords(sample)}\n`);
  };
}

function inWords(stage: StageProgress): string {
  const { fulfilled, rejected, cancelled } = stage;
  return [`${stage.stage} ${String(fulfilled + rejected + cancelled)}/${totalInWords(stage)}`, ...countsInWords(stage)].join(', ');
}
