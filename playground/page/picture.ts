import { make, sized } from '../../src/waterfall/page/dom.js';
import { tick } from '../../src/waterfall/page/format.js';
import { stageColour, type Colours } from '../../src/waterfall/page/theme.js';
import type { Plan } from '../plan.js';
import { isAttempt, type Run } from '../play.js';
import type { Span } from '../recorder.js';

const LEFT = 10;
const RIGHT = 10;
const TOP = 6;
const DELIVERED = 40;
const AXIS = 18;
const FONT = '11px system-ui, sans-serif';

/** What is drawn, and how long the longest run takes, which all pictures end with. */
export interface Subject {
  readonly plan: Plan;
  readonly run: Run;
  readonly until: number;
}

/** The waterfall of one run. The run is drawn once; each frame shows it up to a moment. */
export class Picture {
  readonly canvas = make('canvas', { role: 'img' });
  private readonly whole = make('canvas');
  private subject: Subject | undefined;
  private colours: Colours | undefined;
  private width = 0;
  private rows = 0;

  show(subject: Subject, colours: Colours): void {
    this.subject = subject;
    this.colours = colours;
    this.width = this.canvas.parentElement?.clientWidth ?? 0;
    const most = window.matchMedia('(max-width: 900px)').matches ? 220 : 360;
    this.rows = Math.min(most, Math.max(170, subject.plan.branches.length * 6));
    this.drawWhole(sized(this.whole, this.width, this.height), subject, colours);
  }

  /** Draws the run as it is at a moment: what has happened, and faintly what will. */
  draw(time: number): void {
    const { subject, colours } = this;
    if (subject === undefined || colours === undefined || this.width === 0) return;
    const context = sized(this.canvas, this.width, this.height);
    const now = this.x(time);
    this.drawAxis(context, subject.until, colours);
    context.globalAlpha = 0.14;
    this.copy(context, 0, this.width);
    context.globalAlpha = 1;
    context.clearRect(0, 0, now, TOP + this.rows + DELIVERED);
    this.drawGrid(context, subject.until, colours, now);
    this.copy(context, 0, now);
    for (const span of subject.run.spans) {
      if (isAttempt(span) && span.start <= time && span.end > time) this.drawInFlight(context, span, now, colours);
    }
    if (time >= subject.run.total) this.drawEnd(context, subject.run, colours);
    context.fillStyle = colours.text;
    context.fillRect(now - 0.75, 0, 1.5, TOP + this.rows + DELIVERED);
  }

  private get height(): number {
    return TOP + this.rows + DELIVERED + AXIS;
  }

  private x(time: number): number {
    return LEFT + (time / (this.subject?.until ?? 1)) * (this.width - LEFT - RIGHT);
  }

  /** Where the bar of a row is. */
  private place(row: number): readonly [y: number, height: number] {
    const pitch = this.rows / (this.subject?.plan.branches.length ?? 1);
    return [TOP + row * pitch, pitch > 3 ? pitch - 1 : Math.max(1, pitch)];
  }

  private copy(context: CanvasRenderingContext2D, from: number, to: number): void {
    const scale = this.whole.width / this.width;
    if (to > from) context.drawImage(this.whole, from * scale, 0, (to - from) * scale, this.whole.height, from, 0, to - from, this.height);
  }

  private drawWhole(context: CanvasRenderingContext2D, { plan, run }: Subject, colours: Colours): void {
    for (const stage of plan.scenario.stages.keys()) {
      const rows = plan.branches.filter((branch) => branch.stage === stage).map(({ row }) => row);
      const [[top], [bottom, height]] = [this.place(rows[0] ?? 0), this.place(rows.at(-1) ?? -1)];
      context.fillStyle = stageColour(colours, stage);
      context.fillRect(0, top, 4, bottom + height - top);
    }
    for (const kind of ['waiting', 'backoff', 'fulfilled', 'failed'] as const) {
      for (const span of run.spans) if (span.kind === kind) this.drawSpan(context, span, colours);
    }
    this.drawDelivered(context, run, colours);
  }

  private drawSpan(context: CanvasRenderingContext2D, { row, stage, kind, start, end }: Span, colours: Colours): void {
    const [y, height] = this.place(row);
    const [x, width] = [this.x(start), this.x(end) - this.x(start)];
    if (kind === 'waiting' || kind === 'backoff') {
      context.globalAlpha = kind === 'waiting' ? 0.3 : 0.75;
      context.fillStyle = kind === 'waiting' ? colours.waiting : colours.backoff;
      const thin = Math.max(1, height / 3);
      context.fillRect(x, y + (height - thin) / 2, width, thin);
      context.globalAlpha = 1;
    } else {
      context.fillStyle = kind === 'failed' ? colours.failed : stageColour(colours, stage);
      context.fillRect(x, y, Math.max(1, width - 0.5), height);
    }
  }

  /** How many outcomes were delivered, over time. */
  private drawDelivered(context: CanvasRenderingContext2D, { delivered, total }: Run, colours: Colours): void {
    const base = TOP + this.rows + DELIVERED;
    const step = (DELIVERED - 12) / Math.max(1, delivered.length);
    context.beginPath();
    context.moveTo(this.x(0), base);
    for (const [index, { time }] of delivered.entries()) {
      context.lineTo(this.x(time), base - index * step);
      context.lineTo(this.x(time), base - (index + 1) * step);
    }
    context.lineTo(this.x(total), base - delivered.length * step);
    context.lineTo(this.x(total), base);
    context.closePath();
    context.fillStyle = colours.fulfilled;
    context.fill();
  }

  /** An attempt that is in flight: nobody knows yet whether it will fail. */
  private drawInFlight(context: CanvasRenderingContext2D, { row, stage, start }: Span, now: number, colours: Colours): void {
    const [y, height] = this.place(row);
    const x = this.x(start);
    context.fillStyle = stageColour(colours, stage);
    context.fillRect(x, y, now - x, height);
    context.fillStyle = colours.text;
    context.fillRect(Math.max(x, now - 3), y, Math.min(3, now - x), height);
  }

  private drawEnd(context: CanvasRenderingContext2D, { total }: Run, colours: Colours): void {
    context.strokeStyle = colours.text;
    context.lineWidth = 1;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(this.x(total), 0);
    context.lineTo(this.x(total), TOP + this.rows + DELIVERED);
    context.stroke();
    context.setLineDash([]);
    context.font = FONT;
    context.textBaseline = 'top';
    context.fillStyle = colours.muted;
    if (this.x(total) + 40 < this.width) context.fillText('done', this.x(total) + 5, TOP);
  }

  private drawAxis(context: CanvasRenderingContext2D, until: number, colours: Colours): void {
    this.drawGrid(context, until, colours, this.width);
    context.fillStyle = colours.muted;
    context.font = FONT;
    context.textBaseline = 'bottom';
    const step = stepOf(until, this.width);
    for (let time = 0; time <= until; time += step) {
      const text = tick(time, step, until);
      const half = context.measureText(text).width / 2;
      context.fillText(text, Math.min(this.width - 2 * half, Math.max(0, this.x(time) - half)), this.height);
    }
  }

  private drawGrid(context: CanvasRenderingContext2D, until: number, colours: Colours, right: number): void {
    context.fillStyle = colours.line;
    context.fillRect(0, TOP + this.rows + DELIVERED, right, 1);
    const step = stepOf(until, this.width);
    for (let time = 0; time <= until && this.x(time) < right; time += step) context.fillRect(this.x(time), 0, 1, TOP + this.rows + DELIVERED);
  }
}

/** The round number of ms between two ticks: about 70 px. */
function stepOf(until: number, width: number): number {
  const least = (70 * until) / Math.max(70, width);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
}
