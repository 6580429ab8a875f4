import { byId, make } from '../../src/waterfall/page/dom.js';
import { stageClass } from '../../src/waterfall/page/theme.js';
import {
  MAX_STAGES,
  MIN_STAGES,
  NEW_STAGE,
  SCENARIO_FIELDS,
  STAGE_FIELDS,
  type Field,
  type Scenario,
  type StageField,
  type StageSettings,
} from '../scenario.js';

/** The form of a scenario, and the sliders of its bounds. */
export class Editor {
  private readonly form = byId('form');
  private readonly bounds = byId('bounds');

  /** @param changed - gets what the fields say, valid or not, and whether a drag or an edit is over */
  constructor(private readonly changed: (scenario: Scenario, isOver: boolean) => void) {
    for (const element of [this.form, this.bounds]) {
      for (const type of ['input', 'change']) {
        element.addEventListener(type, () => {
          this.update();
          this.changed(this.read(), type === 'change');
        });
      }
    }
  }

  show({ items, seed, stages }: Scenario): void {
    const add = make(
      'button',
      {
        type: 'button',
        id: 'add',
        disabled: stages.length === MAX_STAGES,
        click: () => {
          this.add();
        },
      },
      'Add a stage',
    );
    this.form.replaceChildren(
      make('div', { className: 'fields' }, numberField('items', SCENARIO_FIELDS.items, items), numberField('seed', SCENARIO_FIELDS.seed, seed)),
      ...stages.map((settings, index) => this.stageFields(settings, index, stages.length)),
      add,
    );
    this.bounds.replaceChildren(...stages.map(slider));
    this.update();
  }

  private read(): Scenario {
    const stages = [...this.bounds.children].map((_, index, { length }): StageSettings => {
      const at = (field: StageField): number => valueOf(idOf(index, field));
      const name = (byId(idOf(index, 'name')) as HTMLInputElement).value.trim();
      const [from, to, slow, fail, retry, concurrency] = [at('from'), at('to'), at('slow'), at('fail'), at('retry'), at('concurrency')];
      const [min, max] = index < length - 1 ? [at('min'), at('max')] : [NEW_STAGE.min, NEW_STAGE.max];
      return { name, from, to, slow, min, max, fail, retry, concurrency };
    });
    return { items: valueOf('items'), seed: valueOf('seed'), stages };
  }

  /** Shows the names and the values beside the sliders. */
  private update(): void {
    for (const [index, { name, concurrency }] of this.read().stages.entries()) {
      byId(`${idOf(index, 'concurrency')}-name`).textContent = name;
      byId(`${idOf(index, 'concurrency')}-value`).textContent = `${String(concurrency)} at once`;
    }
  }

  private stageFields(settings: StageSettings, index: number, stages: number): HTMLElement {
    const isLast = index === stages - 1;
    const hidden: readonly string[] = isLast ? ['concurrency', 'min', 'max'] : ['concurrency'];
    const fields = (Object.keys(STAGE_FIELDS) as StageField[]).filter((field) => !hidden.includes(field));
    return make(
      'fieldset',
      {},
      make('legend', {}, make('span', { className: `swatch ${stageClass(index)}` }), `Stage ${String(index + 1)}`),
      make(
        'div',
        { className: 'fields' },
        make(
          'label',
          {},
          'Name',
          make('input', { id: idOf(index, 'name'), value: settings.name, maxLength: '16', autocomplete: 'off', spellcheck: false }),
        ),
        ...fields.map((field) => numberField(idOf(index, field), STAGE_FIELDS[field], settings[field])),
        make(
          'button',
          {
            type: 'button',
            'aria-label': `Remove stage ${String(index + 1)}`,
            disabled: stages === MIN_STAGES,
            click: () => {
              this.remove(index);
            },
          },
          'Remove',
        ),
      ),
    );
  }

  private add(): void {
    const { stages, ...rest } = this.read();
    const name = ['second', 'third', 'fourth', 'more'].find((each) => stages.every((stage) => stage.name !== each)) as string;
    this.replace({ ...rest, stages: [...stages, { ...NEW_STAGE, name }] });
    byId(idOf(stages.length, 'name')).focus();
  }

  private remove(removed: number): void {
    const { stages, ...rest } = this.read();
    this.replace({ ...rest, stages: stages.filter((_, index) => index !== removed) });
    byId('add').focus();
  }

  private replace(scenario: Scenario): void {
    this.show(scenario);
    this.changed(scenario, true);
  }
}

function slider({ name, concurrency }: StageSettings, index: number): HTMLElement {
  const id = idOf(index, 'concurrency');
  const { min, max } = STAGE_FIELDS.concurrency;
  return make(
    'label',
    {},
    make('span', { className: `swatch ${stageClass(index)}` }),
    make('b', { id: `${id}-name` }, name),
    make('input', { type: 'range', id, min: String(min), max: String(max), value: String(concurrency) }),
    make('output', { id: `${id}-value` }),
  );
}

function numberField(id: string, { label, min, max }: Field, value: number): HTMLElement {
  return make(
    'label',
    {},
    label,
    make('input', { type: 'number', id, min: String(min), max: String(max), step: '1', value: String(value), required: true }),
  );
}

function idOf(stage: number, field: keyof StageSettings): string {
  return `stage-${String(stage + 1)}-${field}`;
}

function valueOf(id: string): number {
  return (byId(id) as HTMLInputElement).valueAsNumber;
}
