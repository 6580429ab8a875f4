import { byId, make } from './dom.js';
import { count, duration, plural, times } from './format.js';
import type { Model } from './model.js';

/** What is said of the whole run, at the top of the page. */
export function showFacts(model: Model, goTo: (row: number) => void, nextOnPath: () => void): void {
  const { data } = model;
  byId('title').textContent = data.title;
  showNotice(model);
  const list = byId('facts');
  const numbers = make('dl', { className: 'numbers' });
  const fact = (name: string, value: string, isBad = false): void => {
    numbers.append(make('div', { className: isBad ? 'bad' : '' }, make('dt', {}, name), make('dd', {}, value)));
  };
  fact('Total', duration(data.total));
  fact('Branches', count(model.count));
  fact('Failed', count(model.failed), model.failed > 0);
  fact('Retries', count(model.retries));
  const gained = data.barrier - data.total;
  fact('At best', duration(data.lowerBound));
  fact('With a barrier', duration(data.barrier));
  fact('Gained', gained > 0.0005 ? `${duration(gained)} (${times(data.barrier / Math.max(data.total, 1e-9))})` : 'nothing');
  if (data.queued > 0) fact('Queued for a worker', duration(data.queued));
  list.append(numbers);

  const findings = make('ul', { className: 'findings' });
  const finding = (name: string, value: string, act: () => void): void => {
    findings.append(
      make(
        'li',
        {},
        make('button', { type: 'button', click: act }, make('span', { className: 'what' }, name), ' ', make('bdi', { className: 'value' }, value)),
      ),
    );
  };
  const place = data.holdUps.findIndex(({ isBound, waited }) => isBound && waited > 0);
  const holdUp = data.holdUps[place];
  if (holdUp !== undefined) {
    const cost = holdUp.critical > 0 ? `${duration(holdUp.critical)} of the critical path` : `${duration(holdUp.waited)} of waiting in all`;
    finding('Held up most by', `${holdUp.text}: ${cost}`, () => {
      goTo(longestHeldUp(model, place));
    });
  }
  if (model.slowest >= 0) {
    finding('Slowest request', `${model.name(model.slowest)}, ${duration(model.longestAttempt[model.slowest] as number)}`, () => {
      goTo(model.slowest);
    });
  }
  if (data.criticalPath.length > 0) finding('Critical path', plural(data.criticalPath.length, 'step'), nextOnPath);
  list.append(findings);
}

/** Of the rows that something held up the one that waited longest. */
function longestHeldUp({ data, waited }: Model, place: number): number {
  return data.branches.heldUp.reduce((longest, by, row) => (by === place && (waited[row] as number) > (waited[longest] ?? -1) ? row : longest), -1);
}

/** What a reader has to know before the rest is read. */
function showNotice({ count: rows, data }: Model): void {
  const said = [
    ...(data.status === 'running' ? ['The run had not ended when this was written.'] : []),
    ...(data.status === 'cancelled' ? ['The run was cancelled.'] : []),
    ...(data.status === 'errored' ? [`The run failed: ${data.reason ?? ''}`] : []),
    ...(data.created > rows
      ? [
          `Shows ${count(rows)} of ${plural(data.created, 'branch', 'branches')}: all of some roots. The bounds, the critical path and the barrier are those of what is shown.`,
        ]
      : []),
  ];
  const notice = byId('notice');
  notice.hidden = said.length === 0;
  notice.textContent = said.join(' ');
}
