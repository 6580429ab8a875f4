import type { Answer, Cache } from 'rxjs-stages';

/** Keeps all answers, and answers at once. */
export class MapCache implements Cache {
  readonly kept = new Map<string, Answer>();

  get(stage: string, key: string): Answer | undefined | PromiseLike<Answer | undefined> {
    return this.kept.get(`${stage} ${key}`);
  }

  set(stage: string, key: string, values: Answer): void | PromiseLike<void> {
    this.kept.set(`${stage} ${key}`, values);
  }
}
