/* One sample, in a process of its own: measures one case of one work, and prints what it has measured. */
import { WORKS } from './works/index.mjs';

const [id, name, size] = process.argv.slice(2);
const found = WORKS.find((work) => work.id === id)?.cases.find((one) => one.name === name);
if (found === undefined) throw new Error(`${String(id)} has no case that is called ${String(name)}`);
const measured = await found.measure(size === 'short');
// Connections that are kept would keep the process.
process.stdout.write(JSON.stringify(measured), () => process.exit());
