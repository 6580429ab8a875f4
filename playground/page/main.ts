import { byId, make, perFrame } from '../../src/waterfall/page/dom.js';
import { count, duration, plural } from '../../src/waterfall/page/format.js';
import { readColours, startTheme, stageClass } from '../../src/waterfall/page/theme.js';
import { parametersOf, readParameters } from '../address.js';
import { codeOf } from '../code.js';
import { planOf, type Plan } from '../plan.js';
import { countUpTo, play, type Run } from '../play.js';
import { MAX_BRANCHES, PRESETS, problemOf, SCENARIO_FIELDS, type Scenario } from '../scenario.js';
import { WAYS } from '../ways.js';
import { change, excessesOf, verdictOf } from '../words.js';
import { Editor } from './editor.js';
import { Picture } from './picture.js';
import { Player } from './player.js';

/** What is shown of one way. */
interface Panel {
  readonly picture: Picture;
  readonly facts: Readonly<Record<'first' | 'total' | 'change' | 'inFlight' | 'delivered' | 'excess', HTMLElement>>;
}

let scenario: Scenario;
let plan: Plan;
let runs: readonly Run[] = [];
/** The totals before the drag or the edit that is under way. */
let before: readonly number[] | undefined;
let announcement: ReturnType<typeof setTimeout> | undefined;

const panels = WAYS.map(({ name, shape }): Panel => {
  const picture = new Picture();
  const fact = (): HTMLElement => make('dd');
  const excess = make('p', { className: 'excess' });
  const facts = { first: fact(), total: make('span'), change: make('span', { className: 'change' }), inFlight: fact(), delivered: fact(), excess };
  const pair = (term: string, value: HTMLElement): HTMLElement => make('div', {}, make('dt', {}, term), value);
  byId('ways').append(
    make(
      'article',
      {},
      make('h2', {}, name),
      make('p', { className: 'shape' }, shape),
      make(
        'dl',
        {},
        pair('First result', facts.first),
        pair('Total', make('dd', {}, facts.total, facts.change)),
        pair('In flight', facts.inFlight),
        pair('Delivered', facts.delivered),
      ),
      make('div', { className: 'picture' }, picture.canvas),
      excess,
    ),
  );
  return { picture, facts };
});

const player = new Player((time) => {
  for (const [index, { picture, facts }] of panels.entries()) {
    const run = runs[index];
    if (run === undefined) continue;
    const delivered = countUpTo(
      run.delivered.map((each) => each.time),
      time,
    );
    facts.inFlight.textContent = String(countUpTo(run.starts, time) - countUpTo(run.ends, time));
    facts.delivered.textContent = `${String(delivered)} of ${String(run.delivered.length)}`;
    picture.draw(time);
  }
});

const editor = new Editor((edited, isOver) => {
  if (parametersOf(edited) !== parametersOf(scenario)) before ??= runs.map(({ total }) => total);
  if (run(edited) && isOver) writeAddress();
  if (isOver) before = undefined;
});

/** Runs a scenario in the three ways and shows what came of it, or says why it cannot. */
function run(next: Scenario, toEnd = false): boolean {
  const planned = problemOf(next) === undefined ? planOf(next) : undefined;
  const problem = problemOf(next) ?? `This scenario has more than ${count(MAX_BRANCHES)} branches. Choose fewer items or fewer children.`;
  byId('problem').hidden = planned !== undefined;
  byId('problem').textContent = planned === undefined ? problem : '';
  document.body.classList.toggle('stale', planned === undefined);
  if (planned === undefined) return false;
  scenario = next;
  plan = planned;
  runs = play(plan);
  showRuns();
  player.load(Math.max(...runs.map(({ total }) => total)), toEnd);
  return true;
}

function showRuns(): void {
  const verdict = verdictOf(plan, runs);
  byId('verdict').textContent = verdict;
  byId('code').textContent = codeOf(scenario);
  for (const [index, { facts, picture }] of panels.entries()) {
    const { first, total } = runs[index] as Run;
    const difference = before === undefined ? '' : change(before[index] as number, total);
    facts.first.textContent = first === undefined ? 'none' : duration(first);
    facts.total.textContent = duration(total);
    facts.change.textContent = difference;
    facts.change.dataset.sign = difference.charAt(0);
    const excesses = excessesOf(plan, runs[index] as Run).map(({ name, peak, bound }) => `${String(peak)} of ${name} (bound ${String(bound)})`);
    facts.excess.textContent = excesses.length === 0 ? '' : `Exceeds a bound, in flight at most: ${excesses.join(', ')}.`;
    picture.canvas.setAttribute(
      'aria-label',
      `${WAYS[index]?.name ?? ''}: ${plural(plan.branches.length, 'branch', 'branches')} in ${duration(total)}`,
    );
  }
  byId('numbers').replaceChildren(...runs.map(numbersOf));
  for (const button of byId('presets').children) {
    const preset = PRESETS[button.textContent] as Scenario;
    button.setAttribute('aria-pressed', String(parametersOf(preset) === parametersOf(scenario)));
  }
  showPictures();
  showLegend();
  clearTimeout(announcement);
  announcement = setTimeout(() => {
    byId('live').textContent = `${WAYS.map(({ name }, index) => `${name}: ${duration((runs[index] as Run).total)}`).join(', ')}. ${verdict}`;
  }, 500);
}

function showPictures(): void {
  const until = Math.max(...runs.map(({ total }) => total));
  const colours = readColours();
  for (const [index, { picture }] of panels.entries()) picture.show({ plan, run: runs[index] as Run, until }, colours);
}

function numbersOf({ first, total, delivered, peaks }: Run, index: number): HTMLElement {
  const rejected = delivered.filter(({ isFulfilled }) => !isFulfilled).length;
  const inFlight = scenario.stages.map(({ name, concurrency }, stage) => `${name} ${String(peaks[stage])} of ${String(concurrency)}`).join(', ');
  const cells = [first === undefined ? 'none' : duration(first), duration(total), String(delivered.length - rejected), String(rejected), inFlight];
  return make('tr', {}, make('th', { scope: 'row' }, WAYS[index]?.name ?? ''), ...cells.map((cell) => make('td', {}, cell)));
}

function showLegend(): void {
  const item = (className: string, text: string): HTMLElement => make('li', {}, make('span', { className: `swatch ${className}` }), text);
  byId('legend').replaceChildren(
    ...scenario.stages.map(({ name }, index) => item(stageClass(index), `${name} in flight`)),
    item('part-failed', 'failed'),
    item('part-waiting', 'waiting'),
    item('part-backoff', 'delayed before a retry'),
    item('part-delivered', 'delivered so far'),
  );
}

function writeAddress(): void {
  location.replace(`#${parametersOf(scenario)}`);
}

/** Shows a scenario that was not edited in the form. */
function show(next: Scenario, toEnd = false): void {
  before = undefined;
  editor.show(next);
  run(next, toEnd);
}

/** Opens what the address says. */
function open(toEnd: boolean): void {
  const { scenario: read, replaced } = readParameters(location.hash.slice(1));
  byId('notice').hidden = replaced.length === 0;
  byId('notice').textContent =
    replaced.length === 0 ? '' : `The address had values that are missing or not valid. Others are used for: ${replaced.join(', ')}.`;
  show(read, toEnd);
}

async function copy(text: string, done: string, otherwise: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    byId('copied').textContent = done;
  } catch {
    byId('copied').textContent = otherwise;
  }
}

const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

byId('presets').append(
  ...Object.entries(PRESETS).map(([name, preset]) =>
    make(
      'button',
      {
        type: 'button',
        click: () => {
          show(preset, isStill);
          writeAddress();
          if (!isStill) player.restart();
        },
      },
      name,
    ),
  ),
);
byId('again').addEventListener('click', () => {
  show({ ...scenario, seed: (scenario.seed + 1) % (SCENARIO_FIELDS.seed.max + 1) });
  writeAddress();
});
byId('copy-link').addEventListener('click', () => {
  writeAddress();
  void copy(location.href, 'The link is copied.', 'The link could not be copied. It is in the address bar.');
});
byId('copy-code').addEventListener('click', () => {
  void copy(codeOf(scenario), 'The code is copied. Save it as scenario.ts.', 'The code could not be copied. It is below, under "As code".');
});
window.addEventListener('hashchange', () => {
  if (location.hash.slice(1) !== parametersOf(scenario)) open(true);
});

open(isStill);
startTheme(byId('theme'), () => {
  showPictures();
  player.redraw();
});
new ResizeObserver(
  perFrame(() => {
    showPictures();
    player.redraw();
  }),
).observe(byId('ways'));
if (!isStill) player.restart();
