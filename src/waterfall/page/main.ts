import type { PageData } from '../page-data.js';
import { byId, make } from './dom.js';
import { showFacts } from './facts.js';
import { count, plural } from './format.js';
import { KeysDialog, showLegend } from './legend.js';
import { Model } from './model.js';
import { Overview } from './overview.js';
import { Panel } from './panel.js';
import { TableView } from './table-view.js';
import { stageClass, startTheme } from './theme.js';
import { TreeView } from './tree-view.js';
import { NO_FILTER, VisibleRows, type Filter } from './visible-rows.js';

const model = new Model(JSON.parse(byId('data').textContent) as PageData);
const visible = new VisibleRows(model);
let isTable = false;
let placeOnPath = -1;

const panel = new Panel(model, {
  goTo: (row) => {
    goTo(row);
  },
  zoomTo,
  closed: () => {
    view().rows.focus();
  },
});
const options = {
  activated: () => {
    showDetails();
  },
  opened: (isByKey: boolean) => {
    panel.open();
    if (isByKey) panel.element.focus();
  },
  hovered: (place: number) => {
    panel.show(place < 0 ? view().activeRow : view().rowAt(place));
  },
};
const tree = new TreeView(model, visible, options);
const table = new TableView(model, visible, options);
const overview = new Overview(model, tree.time);
const keys = new KeysDialog();

function view(): TreeView | TableView {
  return isTable ? table : tree;
}

function showDetails(): void {
  panel.show(view().activeRow);
}

/** Makes a branch active, in a filter that hides it without that filter. */
function goTo(row: number, focus = true): void {
  if (row < 0) return;
  if (visible.matches[row] !== 1) clearFilter();
  view().goTo(row, focus);
  panel.open();
  panel.show(row);
  if (!isTable) tree.showTime(model.start[row] as number, model.end[row] as number);
}

function zoomTo(row: number): void {
  if (isTable) showView(false);
  tree.goTo(row, false);
  const [start, end] = [model.start[row] as number, model.end[row] as number];
  const around = Math.max(0.1 * (end - start), 0.05);
  tree.time.show(start - around, end + around);
}

function alongPath(by: 1 | -1): void {
  const steps = model.data.criticalPath;
  if (steps.length === 0) return;
  const { activeRow } = view();
  const from = steps[placeOnPath]?.row === activeRow || model.onPath[activeRow] === -1 ? placeOnPath : (model.onPath[activeRow] ?? -1);
  placeOnPath = from < 0 ? (by > 0 ? 0 : steps.length - 1) : (from + by + steps.length) % steps.length;
  const step = steps[placeOnPath];
  if (step === undefined) return;
  goTo(step.row);
  if (!isTable) tree.showTime(step.start, step.end);
}

function showView(asTable: boolean): void {
  const row = view().activeRow;
  isTable = asTable;
  byId('tree').hidden = asTable;
  byId('table').hidden = !asTable;
  document.body.classList.toggle('table', asTable);
  byId('show-tree').setAttribute('aria-pressed', String(!asTable));
  byId('show-table').setAttribute('aria-pressed', String(asTable));
  if (asTable) table.update(-1);
  else tree.update(row);
  if (!asTable) tree.goTo(row, false);
  showDetails();
}

const search = byId('search') as HTMLInputElement;
const longer = byId('longer') as HTMLInputElement;
const failed = byId('failed');
const stageButtons = model.data.stages.map(({ name, concurrency }, stage) =>
  make(
    'button',
    {
      type: 'button',
      className: 'stage',
      'aria-pressed': 'false',
      title: concurrency === null ? '' : `concurrency: ${String(concurrency)}`,
      click: () => {
        press(stageButtons[stage]);
        filter();
      },
    },
    make('span', { className: `swatch ${stageClass(stage)}`, 'aria-hidden': 'true' }),
    name,
  ),
);
byId('stages').append(...stageButtons);

function press(button: HTMLElement | undefined, isPressed = button?.getAttribute('aria-pressed') !== 'true'): void {
  button?.setAttribute('aria-pressed', String(isPressed));
}

function isPressed(button: HTMLElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}

function filter(): void {
  const chosen: Filter = {
    text: search.value,
    stages: new Set(stageButtons.flatMap((button, stage) => (isPressed(button) ? [stage] : []))),
    failedOnly: isPressed(failed),
    longerThan: Math.max(0, Number(longer.value) || 0),
  };
  const row = view().activeRow;
  visible.use(chosen);
  view().update(visible.matches[row] === 1 ? row : (visible.tree.find((each) => visible.matches[each] === 1) ?? -1));
  showMatches();
  showDetails();
}

function clearFilter(): void {
  search.value = '';
  longer.value = '';
  for (const button of [...stageButtons, failed]) press(button, false);
  visible.use(NO_FILTER);
  view().update();
  showMatches();
}

function showMatches(): void {
  byId('matches').textContent =
    visible.matching === model.count
      ? plural(model.count, 'branch', 'branches')
      : `${count(visible.matching)} of ${plural(model.count, 'branch', 'branches')}`;
}

function collapseAll(isExpanded: boolean): void {
  const row = tree.activeRow;
  visible.toggleAll(isExpanded);
  tree.update(isExpanded ? row : rootOf(row));
}

function rootOf(row: number): number {
  for (let above = row; above >= 0; above = model.parent[above] as number) row = above;
  return row;
}

/** What single keys do, unless somebody writes. */
const KEYS: Readonly<Record<string, () => void>> = {
  c: () => {
    alongPath(1);
  },
  C: () => {
    alongPath(-1);
  },
  '+': () => {
    tree.time.zoomBy(1.5);
  },
  '=': () => {
    tree.time.zoomBy(1.5);
  },
  '-': () => {
    tree.time.zoomBy(1 / 1.5);
  },
  '0': () => {
    tree.time.fit();
  },
  w: () => {
    tree.time.zoomBy(1.5);
  },
  s: () => {
    tree.time.zoomBy(1 / 1.5);
  },
  a: () => {
    tree.time.pan(-0.2);
  },
  d: () => {
    tree.time.pan(0.2);
  },
  z: () => {
    zoomTo(view().activeRow);
  },
  '/': () => {
    search.focus();
  },
  f: () => {
    failed.click();
  },
  t: () => {
    showView(!isTable);
    view().rows.focus();
  },
  '?': () => {
    keys.open();
  },
};

document.addEventListener('keydown', (event) => {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !keys.singleKeysAct) return;
  if (target instanceof Element && target.closest('input, dialog, [role=slider]') !== null) return;
  const act = Object.prototype.hasOwnProperty.call(KEYS, event.key) ? KEYS[event.key] : undefined;
  if (act === undefined) return;
  event.preventDefault();
  act();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && panel.element.classList.contains('open')) panel.close();
});
search.addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
  event.preventDefault();
  view().rows.focus();
});

const click = (id: string, act: () => void): void => {
  byId(id).addEventListener('click', act);
};
search.addEventListener('input', filter);
longer.addEventListener('input', filter);
click('failed', () => {
  press(failed);
  filter();
});
click('collapse', () => {
  collapseAll(false);
});
click('expand', () => {
  collapseAll(true);
});
click('zoom-in', () => {
  tree.time.zoomBy(1.5);
});
click('zoom-out', () => {
  tree.time.zoomBy(1 / 1.5);
});
click('fit', () => {
  tree.time.fit();
});
click('path-next', () => {
  alongPath(1);
});
click('path-back', () => {
  alongPath(-1);
});
click('show-tree', () => {
  showView(false);
});
click('show-table', () => {
  showView(true);
});
click('help', () => {
  keys.open();
});

showFacts(model, goTo, () => {
  alongPath(1);
});
showMatches();
tree.update(model.order[0] ?? -1);
startTheme(byId('theme'), () => {
  tree.update();
  overview.update();
  showLegend();
});
showDetails();

// Else esbuild takes it for CommonJS, as the package is, and wraps every module.
export {};
