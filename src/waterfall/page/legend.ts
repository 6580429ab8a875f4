import { PARTS } from './bars.js';
import { byId, make, sized } from './dom.js';
import { readColours } from './theme.js';

const WIDTH = 24;
const HEIGHT = 20;

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['↑ ↓ Page Up Page Down Home End', 'another branch'],
  ['→ ←', 'expand, collapse; to the first child, to the parent'],
  ['Enter', 'details'],
  ['Esc', 'back from the details'],
  ['c, Shift c', 'next and previous on the critical path'],
  ['+ − 0', 'zoom in, zoom out, fit'],
  ['w s a d', 'zoom in and out, pan to the left and right'],
  ['z', 'zoom to the branch'],
  ['/', 'search'],
  ['f', 'failed only'],
  ['t', 'waterfall or table'],
  ['?', 'this'],
];

const MOUSE: readonly (readonly [what: string, does: string])[] = [
  ['Wheel', 'scroll; over the axis or the overview, zoom'],
  ['Ctrl or ⌘ with the wheel', 'zoom at the pointer'],
  ['Shift with the wheel', 'pan'],
  ['Drag', 'pan; in the overview, choose a window'],
];

/** What the parts of bars mean, below the rows, drawn as the bars are. */
export function showLegend(): void {
  const legend = byId('legend');
  const colours = readColours();
  const items = Object.entries(PARTS)
    .filter(([name]) => name !== 'join')
    .map(([name, draw]) => {
      const canvas = make('canvas', { 'aria-hidden': 'true' });
      draw(sized(canvas, WIDTH, HEIGHT), colours, 1, WIDTH - 2, HEIGHT / 2 - (name === 'critical path' ? 6 : 0));
      return make('span', { className: 'part' }, canvas, name);
    });
  legend.replaceChildren(...items);
}

/** What keys and the mouse do. */
export class KeysDialog {
  private readonly dialog = byId('keys') as HTMLDialogElement;
  private readonly single = make('input', { type: 'checkbox', checked: true, id: 'single-keys' });

  constructor() {
    const table = (rows: typeof KEYS): HTMLElement =>
      make('table', {}, make('tbody', {}, ...rows.map(([keys, what]) => make('tr', {}, make('th', { scope: 'row' }, keys), make('td', {}, what)))));
    this.dialog.append(
      make(
        'div',
        { className: 'panel-head' },
        make('h2', { id: 'keys-title' }, 'How to read and use this page'),
        make(
          'button',
          {
            type: 'button',
            className: 'close',
            'aria-label': 'Close',
            click: () => {
              this.dialog.close();
            },
          },
          '✕',
        ),
      ),
      make(
        'p',
        {},
        'Each row is a branch: one input at one stage. Its bar shows when it waited, when its attempts were in flight, how long it backed off before a retry, and how long its values took to be handed out. The triangle is where its first attempt would have started if each round had waited for the whole round before.',
      ),
      make(
        'p',
        {},
        'The critical path is what the end of the run waited for: to finish earlier, make one of its steps shorter, or raise the bound that it waited for.',
      ),
      make('h3', {}, 'Keys'),
      make('p', {}, 'They work wherever you are not writing.'),
      table(KEYS),
      make('label', {}, this.single, ' Single keys act'),
      make('h3', {}, 'Mouse'),
      table(MOUSE),
    );
  }

  get singleKeysAct(): boolean {
    return this.single.checked;
  }

  open(): void {
    this.dialog.showModal();
  }
}
