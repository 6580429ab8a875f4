/** Draws README's first picture from a real run: the same requests by real HTTP, with a barrier between the rounds and without. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SLOTS, withBarrier, withStages } from './race/clients.mjs';
import { described, draw, type Way } from './race/draw.mjs';
import { race } from './race/requests.mjs';
import { ROOT } from './run.mjs';

const ways: Way[] = [
  { name: 'A barrier between the rounds', sent: await race(withBarrier) },
  { name: 'rxjs-stages', sent: await race(withStages) },
];
const title = `8 searches (grey), and a request for each result (blue), at most ${String(SLOTS)} of each in flight`;
const file = path.join(ROOT, 'docs/pictures/no-barrier.svg');
await mkdir(path.dirname(file), { recursive: true });
await writeFile(file, draw(title, ways));
console.log(`${path.relative(ROOT, file)}\n${described(ways)}`);
