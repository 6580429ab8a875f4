import { fork, listStage, pipeline, stage, when, type Fulfilled, type OutcomeOf } from 'rxjs-stages';
import { api, type Folder, type Link } from './api.js';
import { expectType, type Equal } from './equal.js';

/* TypeScript infers type predicates of functions that are written inline from 5.5 on. */

describe('types of when, by an inline test', () => {
  it('narrow as the test does', () => {
    const routed = pipeline(
      listStage('list', (folder: string) => api.list(folder)),
      fork(
        when(
          (entry) => entry.kind === 'folder',
          listStage('entries', (folder, { inputs }) => {
            expectType<Equal<[typeof folder, typeof inputs], [Folder, [string, Folder]]>>(true);
            return [folder.entries];
          }),
        ),
        when(
          (entry) => 'target' in entry,
          pipeline(
            stage('target', (link, { inputs }) => {
              expectType<Equal<[typeof link, typeof inputs], [Link, [string, Link]]>>(true);
              return [link.target];
            }),
            stage('follow', (target, { inputs }) => {
              expectType<Equal<typeof inputs, [string, Link, string]>>(true);
              return [target.length];
            }),
          ),
        ),
      ),
    );

    expectType<
      Equal<
        Extract<OutcomeOf<typeof routed>, Fulfilled>,
        Fulfilled<string, 'entries', [string, Folder]> | Fulfilled<number, 'follow', [string, Link, string]>
      >
    >(true);
  });
});
