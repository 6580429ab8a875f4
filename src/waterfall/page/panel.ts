import { KINDS, type PageStep } from '../page-data.js';
import { OUTCOMES, SIGNS } from './bars.js';
import { byId, make } from './dom.js';
import { count, duration, percent, plural } from './format.js';
import { BACKOFF, WAITING, type Model, type PageSpan } from './model.js';
import { nameElement } from './tree-view.js';

/** What the panel can do beside showing. */
export interface PanelOptions {
  readonly goTo: (row: number) => void;
  readonly zoomTo: (row: number) => void;
  /** It was closed from inside. */
  readonly closed: () => void;
}

/** The details of one branch. */
export class Panel {
  readonly element = byId('panel');
  private shown = -1;

  constructor(
    private readonly model: Model,
    private readonly options: PanelOptions,
  ) {
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  /** On a narrow screen the panel covers a part of the rows, so it is open only when it was asked for. */
  open(): void {
    this.element.classList.add('open');
  }

  close(): void {
    this.element.classList.remove('open');
    this.options.closed();
  }

  show(row: number): void {
    if (row === this.shown || row < 0) return;
    this.shown = row;
    const { model } = this;
    const heading = nameElement('h2', model);
    heading.show(row);
    const close = make(
      'button',
      {
        type: 'button',
        className: 'close',
        'aria-label': 'Close the details',
        click: () => {
          this.close();
        },
      },
      '✕',
    );
    const zoom = make(
      'button',
      {
        type: 'button',
        click: () => {
          this.options.zoomTo(row);
        },
      },
      'Zoom to it',
    );
    this.element.replaceChildren(
      make('div', { className: 'panel-head' }, heading.element, close),
      this.facts(row),
      ...this.attempts(row),
      make('p', {}, zoom),
    );
  }

  private facts(row: number): HTMLElement {
    const { model } = this;
    const { branches, holdUps, total } = model.data;
    const status = model.statusName(row);
    const list = make('dl', {});
    const fact = (name: string, ...value: readonly (Node | string)[]): void => {
      list.append(make('dt', {}, name), make('dd', {}, ...value));
    };
    const time = (ms: number): string => duration(ms);
    fact('Outcome', make('span', { className: `sign ${status}` }, `${SIGNS[status] ?? ''} ${OUTCOMES[status] ?? ''}`));
    const reason = model.reason(row);
    if (reason !== undefined) fact('Reason', make('bdi', {}, reason));
    fact('Duration', `${time(model.duration[row] as number)}, from ${time(model.start[row] as number)} to ${time(model.end[row] as number)}`);
    if ((model.attempts[row] as number) > 0) {
      const attempts = model.attempts[row] as number;
      fact('In flight', `${time(model.inFlight[row] as number)}${attempts > 1 ? ` in ${plural(attempts, 'attempt')}` : ''}`);
    }
    const waited = model.waited[row] as number;
    if (waited > 0) fact('Waited', time(waited));
    const holdUp = holdUps[branches.heldUp[row] ?? -1];
    if (holdUp !== undefined) fact('Held up by', holdUp.text);
    const freedBy = branches.freedBy[row] as number;
    if (freedBy >= 0) fact('Until the end of', this.link(freedBy));
    const leader = branches.leader[row] as number;
    if (branches.served[row] === 1) fact('Served', 'from the cache');
    if (branches.served[row] === 2) fact('Served by', leader < 0 ? 'an attempt of another run' : this.link(leader));
    const shadow = model.shadow[row] as number;
    if (shadow >= 0) {
      const later = shadow - (model.firstAttempt[row] as number);
      fact('With a barrier', later > 0.0005 ? `would have started at ${time(shadow)}, ${time(later)} later` : 'would have started no later');
    }
    for (const [place, step] of model.steps(row)) {
      const share = total > 0 ? `, ${percent((step.end - step.start) / total)} of the run` : '';
      const what = `step ${String(place + 1)} of ${String(model.data.criticalPath.length)}: ${step.kind} for ${time(step.end - step.start)}${share}`;
      fact('Critical path', `${what}${this.consequence(step)}`);
    }
    const parent = model.parent[row] as number;
    if (parent >= 0) fact('Parent', this.link(parent));
    fact('Children', count(model.children[row] as number));
    fact('Values', count(branches.emitted[row] as number));
    fact('Stage', model.stageName(row));
    fact('Path', branches.path[row] ?? '');
    fact('Input', make('bdi', {}, branches.input[row] ?? ''));
    return list;
  }

  /** What a step has to do with the next one. */
  private consequence({ kind, heldUp }: PageStep): string {
    const text = this.model.data.holdUps[heldUp]?.text;
    if (text === undefined || kind === 'source') return '';
    return kind === 'attempt' ? `; the next step waited for its slot (${text})` : `, held up by ${text}`;
  }

  /** What the branch did, span by span. */
  private attempts(row: number): readonly HTMLElement[] {
    const spans = this.model.spans(row);
    if (spans.length === 0) return [];
    const hasPages = spans.some(({ page }) => page > 1);
    const last = spans.at(-1)?.end ?? 0;
    const end = this.model.end[row] as number;
    const rows = spans.map((span) => line(span, hasPages));
    if (end - last > 0.0005 && !this.model.isJoin(row)) {
      rows.push(
        make(
          'tr',
          {},
          make('td', {}, 'hand-out'),
          make('td', { className: 'number' }, duration(last)),
          make('td', { className: 'number' }, duration(end - last)),
        ),
      );
    }
    const head = make('tr', {}, ...['Step', 'At', 'For'].map((title) => make('th', { scope: 'col' }, title)));
    return [make('h3', {}, 'Steps'), make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows))];
  }

  private link(row: number): HTMLElement {
    const { element, show } = nameElement('button', this.model);
    show(row);
    Object.assign(element, { type: 'button', className: 'link' });
    element.addEventListener('click', () => {
      this.options.goTo(row);
    });
    return element;
  }
}

function line({ kind, start, end, isOpen, attempt, page, reason, batch, worker, queued }: PageSpan, hasPages: boolean): HTMLElement {
  const name = KINDS[kind] ?? '';
  const isAttempt = kind !== WAITING && kind !== BACKOFF;
  const step = make('td', {}, isAttempt ? `attempt ${String(attempt)}${hasPages ? ` of page ${String(page)}` : ''}, ${name}` : name);
  if (batch !== undefined) step.append(make('div', { className: 'muted' }, `batch ${count(batch[0])}, of ${plural(batch[1], 'branch', 'branches')}`));
  if (worker !== undefined) {
    step.append(
      make('div', { className: 'muted' }, make('bdi', {}, worker), ` worked ${duration(end - start - queued)}, queued ${duration(queued)}`),
    );
  }
  if (reason !== undefined && isAttempt) step.append(make('div', { className: 'reason' }, make('bdi', {}, reason)));
  return make(
    'tr',
    {},
    step,
    make('td', { className: 'number' }, duration(start)),
    make('td', { className: 'number' }, `${duration(end - start)}${isOpen ? ' so far' : ''}`),
  );
}
