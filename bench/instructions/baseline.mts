import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Costs } from './measure.mjs';

/** What things cost when they were last accepted, and where that was. */
export interface Baseline {
  readonly node: string;
  readonly arch: string;
  /** Instructions a task. */
  readonly costs: Costs;
}

const file = path.join(import.meta.dirname, 'baseline.json');

/** Reads what is accepted. */
export async function readBaseline(): Promise<Baseline> {
  return JSON.parse(await readFile(file, 'utf8')) as Baseline;
}

/** Accepts what was measured. What was not stays as it is. */
export async function writeBaseline(measured: Costs, baseline?: Baseline): Promise<void> {
  const { version: node, arch } = process;
  const costs = { ...baseline?.costs, ...measured };
  const sorted = Object.fromEntries(Object.entries(costs).sort(([one], [other]) => one.localeCompare(other)));
  await writeFile(file, `${JSON.stringify({ node, arch, costs: sorted } satisfies Baseline, undefined, 2)}\n`);
}

/** Whether counts may be compared with it themselves, and not just their ratios: V8 makes other code on other processors and in other versions. */
export function isComparable({ node, arch }: Baseline): boolean {
  return arch === process.arch && major(node) === major(process.version);
}

const major = (version: string): string => version.split('.', 1)[0] as string;
