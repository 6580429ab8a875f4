/* One sample, in a process of its own: runs one subject some times and prints the best CPU time of one run, in ns for each leaf. */
import { range } from 'rxjs';
import { isRejected, type Outcome } from 'rxjs-stages';
import { expected, subjects } from './subjects.mjs';

const [name = '', roots = '', runs = ''] = process.argv.slice(2);
const operator = subjects[name];
if (operator === undefined) throw new Error(`no subject is called ${name}`);
const { leaves, failed } = expected(Number(roots));

let best = Infinity;
for (let run = 0; run < Number(runs); run++) {
  let values = 0;
  let rejected = 0;
  const before = process.cpuUsage();
  await new Promise<void>((resolve, reject) => {
    range(0, Number(roots))
      .pipe(operator)
      .subscribe({
        next: (result) => {
          if (typeof result === 'object' && isRejected(result as Outcome)) rejected++;
          else values++;
        },
        error: reject,
        complete: resolve,
      });
  });
  const { user, system } = process.cpuUsage(before);
  best = Math.min(best, ((user + system) * 1000) / leaves);
  if (values !== leaves - failed || (name.endsWith('rxjs-stages') && rejected !== failed)) {
    throw new Error(`${name} gave ${String(values)} values and ${String(rejected)} rejections of ${String(leaves)} leaves`);
  }
}
console.log(best);
