import { byId, make } from '../../src/waterfall/page/dom.js';
import { duration } from '../../src/waterfall/page/format.js';

const SPEEDS: Readonly<Record<string, number>> = { '¼ ×': 0.25, '½ ×': 0.5, 'real time': 1, '2 ×': 2, '5 ×': 5 };

/** How many places the slider has. */
const STEPS = 400;

/** Time that goes on, stops, and is set by hand. */
export class Player {
  private readonly button = byId('play');
  private readonly slider = byId('time') as HTMLInputElement;
  private readonly speed = byId('speed') as HTMLSelectElement;
  private time = 0;
  private until = 0;
  private isPlaying = false;
  private last = 0;

  /** @param draw - shows the moment */
  constructor(private readonly draw: (time: number) => void) {
    this.slider.max = String(STEPS);
    this.speed.append(...Object.entries(SPEEDS).map(([text, value]) => make('option', { value: String(value), selected: value === 1 }, text)));
    this.button.addEventListener('click', () => {
      if (this.isPlaying) this.pause();
      else this.play();
    });
    this.slider.addEventListener('input', () => {
      this.pause();
      this.go((this.slider.valueAsNumber / STEPS) * this.until);
    });
  }

  play(): void {
    if (this.time >= this.until) this.go(0);
    this.isPlaying = true;
    this.button.textContent = 'Pause';
    this.last = performance.now();
    requestAnimationFrame((now) => {
      this.step(now);
    });
  }

  /** Plays from the beginning. */
  restart(): void {
    this.go(0);
    if (!this.isPlaying) this.play();
  }

  /** Shows runs that take so long: their end, if the end was shown or if that is wanted. */
  load(until: number, toEnd: boolean): void {
    const wasAtEnd = this.time >= this.until;
    this.until = until;
    this.go(toEnd || (wasAtEnd && !this.isPlaying) ? until : Math.min(this.time, until));
  }

  /** Shows the present moment again. */
  redraw(): void {
    this.draw(this.time);
  }

  private pause(): void {
    this.isPlaying = false;
    this.button.textContent = 'Play';
  }

  private go(time: number): void {
    this.time = time;
    this.slider.value = String(Math.round((STEPS * time) / this.until));
    const text = duration(time);
    this.slider.setAttribute('aria-valuetext', text);
    byId('now').textContent = text;
    this.draw(time);
  }

  private step(now: number): void {
    if (!this.isPlaying) return;
    // A page that was hidden goes on where it was.
    const passed = Math.min(100, Math.max(0, now - this.last)) * Number(this.speed.value);
    this.last = now;
    this.go(Math.min(this.until, this.time + passed));
    if (this.time >= this.until) this.pause();
    else {
      requestAnimationFrame((next) => {
        this.step(next);
      });
    }
  }
}
