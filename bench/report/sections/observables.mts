import { cpu, perTask } from '../../measure/metrics.mjs';
import type { Results } from '../../measure/results.mjs';
import { CHAIN, OURS, POOL } from '../../peers/index.mjs';
import { against, PER_TASK, PER_TASK_OLD } from '../../works/columns.mjs';
import { SETTLED, w1o, w1oa, w1so } from '../../works/inners.mjs';
import { w1a } from '../../works/w1a.mjs';
import type { Work } from '../../works/work.mjs';
import { fold } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf, type Table } from '../table.mjs';

const columns = [PER_TASK, PER_TASK_OLD, against(OURS, cpu)];

export const observables: Section = {
  title: 'Tasks that return Observables',
  works: [w1a, w1so, w1oa, w1o],
  parts(measured) {
    const [atOnce, few, many] = [w1so, w1oa, w1o].map((work) => resultsOf(measured, work)) as [Results, Results, Results];
    const later = few.of(OURS, perTask);
    const promises = resultsOf(measured, w1a).of(OURS, perTask);
    const table = (work: Work): Table => tableOf(work, resultsOf(measured, work), { columns });
    return [
      '20,000 roots with 5 leaves each, whose Observables emit as soon as they are subscribed (`of`, `from`):',
      table(w1so),
      `rxjs-stages uses ${fold(atOnce.ratio(OURS, SETTLED, cpu))} the CPU of a chain that does the same: its functions may throw, and its results say where they
came from. A bare chain of \`mergeMap\` and \`catchError\` does neither; beside it rxjs-stages uses ${fold(atOnce.ratio(OURS, CHAIN, cpu))} the CPU.`,
      '2,000 roots, whose Observables emit later (by the `asapScheduler`); the pool subscribes by hand:',
      table(w1oa),
      `rxjs-stages uses ${fold(few.ratio(OURS, CHAIN, cpu))} the CPU of the bare chain and
${fold(few.ratio(OURS, POOL, cpu))} that of the pool. A promise costs ${fold(promises / later)} as much, so return promises where you have the choice.`,
      'The same with 20,000 roots:',
      table(w1o),
      `With that many roots it uses ${fold(many.ratio(OURS, CHAIN, cpu))} the CPU of the chain, whose buffer gets slow from about 16,000 waiting items on.`,
    ];
  },
};
