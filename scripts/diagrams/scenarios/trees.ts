import { fork, join, listStage, pipeline, stage, when } from 'rxjs-stages';
import type { StageHelpers } from 'rxjs-stages/testing';
import { byBranches, type Scenarios } from '../play';

/** The segments of a profile, whose requests take their time. */
function segments({ scripted }: StageHelpers) {
  return {
    user: stage('user', scripted<string, string>({ '1': '--(u|)' })),
    posts: listStage('posts', scripted<string[], string>({ u: '--(l|)' }, { l: ['p', 'q'] })),
    comments: listStage('comments', scripted<string[], string>({ p: '---(l|)', q: '------(l|)' }, { l: ['c'] })),
    albums: listStage('albums', scripted<string[], string>({ u: '-----(l|)' }, { l: ['a'] })),
    photos: listStage('photos', scripted<string[], string>({ a: '--(l|)' }, { l: ['f'] })),
  };
}

export const trees: Scenarios = {
  'trees: a profile': byBranches((helpers, onEvent) => {
    const { user, posts, comments, albums, photos } = segments(helpers);
    pipeline(user, fork(pipeline(posts, comments), pipeline(albums, photos)), { onEvent })(['1']).subscribe();
  }),

  'trees: a join': byBranches((helpers, onEvent) => {
    const { user, posts, albums } = segments(helpers);
    const save = stage('save', helpers.scripted<string, object>({ whole: '--(s|)' }, {}, {}, { keyOf: () => 'whole' }));
    pipeline(user, join('whole', fork(posts, albums)), save, { onEvent })(['1']).subscribe();
  }),

  'trees: a test': byBranches((helpers, onEvent) => {
    const { user, posts, comments } = segments(helpers);
    const isNew = (post: string): boolean => post === 'q';
    pipeline(user, posts, when(isNew, comments), { onEvent })(['1']).subscribe();
  }),
};
