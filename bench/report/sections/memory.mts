import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OURS_ITERATED, POOL } from '../../peers/index.mjs';
import { withRoots } from '../../works/growing.mjs';
import { MEMORY, memory as work } from '../../works/memory.mjs';
import { growthChart } from '../growth-chart.mjs';
import { amount, told } from '../numbers.mjs';
import { pivot } from '../pivot.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { seriesOf } from '../series.mjs';

export const memory: Section = {
  title: 'Memory',
  works: [work],
  parts(measured) {
    const results = resultsOf(measured, work);
    const million = (peer: string): string => told(results.peak(withRoots(peer, 1_000_000)), 'MB');
    return [
      `Roots from a generator with 2 leaves each, small tasks: the peak memory of the process in MB, with Node and all libraries that it has loaded. An
empty cell was not measured, because it takes too long.`,
      growthChart({
        file: 'memory.svg',
        title: 'Peak memory of the process, in MB, as the work grows',
        alt: 'A chart of peak memory by the number of roots, from 1,000 to 1,000,000: it rises for the barrier of p-map and for Effect',
        series: seriesOf(MEMORY, (name) => results.peak(name)),
        unit: 'MB',
      }),
      pivot(MEMORY, (name) => amount(results.peak(name))),
      `For a million roots rxjs-stages needs ${million(OURS_ITERATED)}, the hand-written pool ${million(POOL)}, a barrier ${million('p-map, barrier')}. rxjs-stages
pulls a root when it has a free slot for it, so memory depends on the limits you set, not on how much work there is.`,
      readFileSync(path.join(import.meta.dirname, '../long-stream.md'), 'utf8'),
    ];
  },
};
