import { CLIENTS } from '../http/clients.mjs';
import { cpu } from '../measure/metrics.mjs';
import type { Observer } from '../peers/rxjs-stages.mjs';
import { size } from '../tasks/size.mjs';
import { promiseCase, type PromiseDoing } from './cases.mjs';
import { added, against, CPU, PER_TASK } from './columns.mjs';
import type { Case, Work } from './work.mjs';

const OBSERVERS: readonly Observer[] = ['nobody', 'a listener', 'progress', 'timeline', 'openTelemetry'];

/** The name of a case. */
export function observed(observer: Observer): string {
  return observer === 'nobody' ? 'nobody observes' : `\`${observer}\``;
}

function casesWith(doing: PromiseDoing): Case[] {
  return OBSERVERS.map((observer) =>
    promiseCase(observed(observer), async () => (await import('../peers/rxjs-stages.mjs')).observedBy(observer), doing),
  );
}

/** Requests over the loopback by the fastest client there is. */
export const observing: Work = {
  id: 'observing',
  title: 'Observing real requests',
  cases: casesWith({
    async tasks({ width }) {
      const { startServer } = await import('../http/start-server.mjs');
      const { requests } = await import('../http/requests.mjs');
      return requests(await CLIENTS['undici `request`'](await startServer(width)));
    },
    full: size(500, 5, 50),
    short: size(20, 5, 50),
    runs: 12,
  }),
  rounds: 5,
  limit: 40,
  columns: [CPU, PER_TASK, added(observed('nobody')), against(observed('nobody'), cpu)],
};

/** Tasks that return at once: whatever an event costs is seen. */
export const observingTasks: Work = {
  id: 'observing-tasks',
  title: 'Observing tasks that return at once',
  cases: casesWith({ full: size(4_000, 5, 64), short: size(100, 5, 64), runs: 15 }),
  rounds: 5,
  limit: 20,
  columns: [CPU, PER_TASK, added(observed('nobody')), against(observed('nobody'), cpu)],
};
