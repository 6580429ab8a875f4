import assert from 'node:assert/strict';
import { stage, type PipelineEvent } from 'rxjs-stages';
import { marbleOf, testStagesWith, type MarbleOptions, type StageHelpers } from 'rxjs-stages/testing';
import { of } from 'rxjs';

const testStages = testStagesWith(assert.deepEqual);

/** Plays a run, whose events are drawn. */
export type Play = (helpers: StageHelpers, onEvent: (event: PipelineEvent) => void) => void;

/** Diagrams of one page, by name: each is drawn anew from a run in virtual time. */
export type Scenarios = Readonly<Record<string, () => string>>;

/** A stage whose project each scenario gives. */
export const detail = stage('detail', (id: string) => of(id));

/** Draws a run, by stages. */
export function byStages(play: Play): () => string {
  return drawn(play, {});
}

/** Draws a run, by branches. */
export function byBranches(play: Play, options: MarbleOptions = {}): () => string {
  return drawn(play, { ...options, rows: 'branches' });
}

/** What a test says that fails. */
export function said(body: (helpers: StageHelpers) => void): () => string {
  return () => {
    try {
      testStages(body);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('the test has passed');
  };
}

function drawn(play: Play, options: MarbleOptions): () => string {
  return () => {
    const events: PipelineEvent[] = [];
    testStages((helpers) => {
      play(helpers, (event) => events.push(event));
      helpers.flush();
    });
    return marbleOf(events, options);
  };
}
