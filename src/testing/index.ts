export type { CountExpectation } from './count-expectation.js';
export type { FakeAxios, FakeAxiosResponse, FakeConfig, FakeRequest, FakeResponse } from './fake-axios.js';
export type { Meanings } from './letters.js';
export { marbleOf, type MarbleOptions } from './marble-of.js';
export type { OutcomeMarbles, OutcomesExpectation } from './outcome-expectation.js';
export type { Script, Scripted, ScriptedCall, ScriptedOptions, SubscriptionFrames } from './scripted.js';
export type { StartExpectation } from './start-expectation.js';
export type { AssertDeepEqual } from './statement.js';
export { testStages, testStagesWith, type NamedStage, type StageHelpers, type TestStages, type TestStagesOptions } from './test-stages.js';
