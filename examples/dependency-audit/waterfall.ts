import { writeFileSync } from 'node:fs';
import type { Timeline } from 'rxjs-stages/observe';
import { waterfallHtml } from 'rxjs-stages/waterfall';
import { idOf, type Dependency } from './dependency.js';
import { packageOf, type Manifest } from './packument.js';

/** Writes what a run did as a page. @throws what writing throws */
export function writeWaterfall(file: string, title: string, timeline: Timeline): void {
  writeFileSync(file, waterfallHtml(timeline, { title: `Audit of ${title}`, describe }));
}

/** Of a dependency and of a manifest what names it; of anything else what is shown by default. */
function describe(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value)) return undefined;
  if ('range' in value) return idOf(value as Dependency);
  return 'version' in value ? packageOf(value as Manifest) : undefined;
}
