import { cpu, perTask } from '../../measure/metrics.mjs';
import { OURS } from '../../peers/index.mjs';
import { added, against, PEAK, PER_TASK, PER_TASK_OLD } from '../../works/columns.mjs';
import { CONTEXTS, overheads, RETRY, TIMEOUT } from '../../works/overheads.mjs';
import { GOVERNED, PLAIN, STACK, w6 } from '../../works/w6.mjs';
import { fold, told } from '../numbers.mjs';
import { resultsOf, type Section } from '../section.mjs';
import { tableOf } from '../table.mjs';

export const policies: Section = {
  title: 'Retries, timeouts, limits and signals',
  works: [w6, overheads],
  parts(measured) {
    const [everything, unused] = [resultsOf(measured, w6), resultsOf(measured, overheads)];
    const extra = (name: string): string => told(unused.difference(name, OURS, perTask) / 1000, 'µs');
    const onOld = everything.old?.of(GOVERNED, perTask) ?? NaN;
    const before = Number.isNaN(onOld)
      ? ''
      : ` On the older Node it costs ${fold(onOld / everything.of(GOVERNED, perTask))} as much: that Node takes
microseconds to make an \`AbortSignal\`, and an attempt gets one if it reads \`signal\`.`;
    return [
      `20,000 roots with 5 leaves each, small tasks. With everything on, both stages have two retries without a delay, a timeout of 30 s and a shared limit of
1,000, and every attempt reads its \`signal\`. The chain does the same with operators, except for the limit, which RxJS does not have.`,
      tableOf(w6, everything, { columns: [PER_TASK, PER_TASK_OLD, PEAK, against(GOVERNED, cpu, 'everything on')] }),
      `With everything on, a task costs ${fold(everything.ratio(GOVERNED, PLAIN, cpu))} as much as without policies, and
${fold(everything.ratio(GOVERNED, STACK, cpu))} what it costs with the chain.${before}`,
      'What single options cost while they are not needed, because nothing fails and nothing is slow:',
      tableOf(overheads, unused, { columns: [PER_TASK, added(OURS)] }),
      `A timeout that never fires adds ${extra(TIMEOUT)} to a task, a retry that is never made ${extra(RETRY)}, roots that each come in an async context of
their own ${extra(CONTEXTS)}.`,
    ];
  },
};
