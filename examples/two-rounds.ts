/*
 * The problem in its smallest form: a request for each of a, b and c, and one for each element of every answer. Each starts the moment its
 * parent answers: a21 does not wait for c1.
 *
 *   npx tsx examples/two-rounds.ts
 */
import { from, map, tap, timer, type Observable } from 'rxjs';
import { listStage, pipeline, stage } from 'rxjs-stages';

/** What the first round answers, and after how many ms. */
const answers = {
  a: { after: 100, list: ['a21', 'a22'] },
  b: { after: 250, list: ['b21', 'b22', 'b23'] },
  c: { after: 600, list: ['c21'] },
};

const began = Date.now();
const say = (what: string): void => {
  console.log(`${String(Date.now() - began).padStart(4)} ms  ${what}`);
};

const request = <T>(name: string, after: number, answer: T): Observable<T> => {
  say(`${name} starts`);
  return timer(after).pipe(
    tap(() => {
      say(`${name} answers`);
    }),
    map(() => answer),
  );
};

const first = listStage('first', (item: keyof typeof answers) => request(`${item}1`, answers[item].after, answers[item].list));
const second = stage('second', (item: string) => request(item, 200, `result of ${item}`));

from(['a', 'b', 'c'] as const)
  .pipe(pipeline(first, second))
  .subscribe((outcome) => {
    say(`${outcome.status}: ${outcome.inputs.join(' → ')}`);
  });
