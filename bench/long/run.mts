/* One run, in a process of its own: takes the outcomes of so many roots by `for await`, counts them, and looks at the memory ten times on the way. */
import { growth, mark, print, type Mark } from './memory.mjs';
import { WORKS } from './works.mjs';

const [name = '', count = ''] = process.argv.slice(2);
const work = WORKS[name];
if (work === undefined) throw new Error(`no work is called ${name}`);
const roots = Number(count);
if (!Number.isInteger(roots) || roots < 10 || roots % 10 > 0) throw new Error(`roots must be a multiple of ten, got ${count}`);

const marks: Mark[] = [];
let taken = 0;

/** The roots, pulled one by one; a look at the memory after each tenth of them. */
function* source(): Generator<number> {
  while (taken < roots) {
    if (taken % (roots / 10) === 0) look();
    yield taken++;
  }
}

function look(): void {
  const here = mark(taken);
  marks.push(here);
  print(here);
}

console.log(`\n${name}: ${work.about}, Node ${process.version}\n`);
let fulfilled = 0;
let rejected = 0;
for await (const { status } of work.run(source())) {
  if (status === 'fulfilled') fulfilled++;
  else rejected++;
}
look();

const failures: string[] = [];
const expected = work.expected(roots);
if (fulfilled !== expected.fulfilled || rejected !== expected.rejected) failures.push(`expected ${JSON.stringify(expected)}`);
// Of the run as it goes on: when it has ended there is less.
const bytes = growth(marks.slice(5, 10));
/** Bytes a root. If anything were kept of every root it would be more than ten, or eight for one number in a list. */
const FLAT = 0.5;
if (bytes > FLAT) failures.push(`the heap grows by more than ${String(FLAT)} bytes a root`);
console.log(`\n${String(fulfilled)} fulfilled, ${String(rejected)} rejected; in the last half the heap grows by ${bytes.toFixed(3)} bytes a root`);
for (const failure of failures) console.error(`wrong: ${failure}`);
if (failures.length > 0) process.exitCode = 1;
