import { methodOf } from './method.mjs';
import type { Picture } from './picture.mjs';
import { isPicture, rendered, type Measured, type Part, type Section } from './section.mjs';
import { batches } from './sections/batches.mjs';
import { cold } from './sections/cold.mjs';
import { growth } from './sections/growth.mjs';
import { http } from './sections/http.mjs';
import { iteration } from './sections/iteration.mjs';
import { jobs } from './sections/jobs.mjs';
import { memory } from './sections/memory.mjs';
import { observables } from './sections/observables.mjs';
import { policies } from './sections/policies.mjs';
import { smallTasks } from './sections/small-tasks.mjs';
import { timers } from './sections/timers.mjs';
import { trees } from './sections/trees.mjs';
import { summaryOf } from './summary.mjs';

const SECTIONS: readonly Section[] = [http, timers, trees, batches, smallTasks, growth, cold, observables, iteration, policies, memory, jobs];

/**
 * The page of all that was measured.
 *
 * @param machine - what it was measured on
 * @param versions - the versions of what was compared
 * @param folder - where the charts are, beside the page
 */
export function pageOf(measured: Measured, machine: string, versions: string, folder: string): string {
  const sections = shown(measured).flatMap(({ title, parts }) => [`## ${title}`, ...parts.map((part) => rendered(part, folder))]);
  const text = (paragraphs: string[]): string[] => paragraphs.map((paragraph) => rendered(paragraph, folder));
  return [...text(summaryOf(measured)), ...sections, ...text(methodOf(measured, machine, versions))].join('\n\n');
}

/** The charts of the page. */
export function picturesOf(measured: Measured): Picture[] {
  return shown(measured).flatMap(({ parts }) => parts.filter(isPicture));
}

/** The sections whose works were all measured. */
function shown(measured: Measured): { readonly title: string; readonly parts: readonly Part[] }[] {
  return SECTIONS.filter(({ works }) => works.every((work) => measured.has(work))).map(({ title, parts }) => ({
    title,
    parts: parts(measured),
  }));
}
