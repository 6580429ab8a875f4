/** The colours that canvases use: those of the style sheet. */
export interface Colours {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly waiting: string;
  readonly fulfilled: string;
  readonly failed: string;
  readonly cancelled: string;
  readonly backoff: string;
  readonly handed: string;
  readonly tree: string;
  readonly path: string;
  readonly barrier: string;
  readonly pause: string;
  readonly stages: readonly string[];
}

const STAGE_COLOURS = 8;

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: read('text'),
    muted: read('muted'),
    line: read('line'),
    surface: read('surface'),
    waiting: read('waiting'),
    fulfilled: read('fulfilled'),
    failed: read('failed'),
    cancelled: read('cancelled'),
    backoff: read('backoff'),
    handed: read('handed'),
    tree: read('tree'),
    path: read('path'),
    barrier: read('barrier'),
    pause: read('pause'),
    stages: Array.from({ length: STAGE_COLOURS }, (_, index) => read(`stage-${String(index)}`)),
  };
}

export function stageColour(colours: Colours, stage: number): string {
  return colours.stages[stage % STAGE_COLOURS] as string;
}

/** The class that gives an element the colour of a stage. */
export function stageClass(stage: number): string {
  return `stage-${String(stage % STAGE_COLOURS)}`;
}

/** The light and the dark theme: that of the system, until the button says otherwise. */
export function startTheme(button: HTMLElement, changed: () => void): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const use = (isDark: boolean): void => {
    root.dataset.theme = isDark ? 'dark' : 'light';
    button.setAttribute('aria-pressed', String(isDark));
    changed();
  };
  let isChosen = false;
  button.addEventListener('click', () => {
    isChosen = true;
    use(root.dataset.theme !== 'dark');
  });
  dark.addEventListener('change', () => {
    if (!isChosen) use(dark.matches);
  });
  use(dark.matches);
}
