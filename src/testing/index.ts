export type { CountTarget, CountTargets, NamedStage } from './count-target.js';
export type { Meanings } from './diagrams/letters.js';
export type { Marbles } from './diagrams/marks.js';
export type { FakeCancelToken } from './doubles/cancel-token.js';
export type { FakeAxios, FakeAxiosResponse, FakeConfig, FakeDefaults, FakeRequest, FakeResponse } from './doubles/fake-axios.js';
export type { FakeInterceptors } from './doubles/fake-interceptors.js';
export type { Script } from './doubles/script.js';
export type { Scripted, ScriptedCall, ScriptedOptions, SubscriptionFrames } from './doubles/scripted.js';
export type { ScriptedBatch, ScriptedRequest } from './doubles/scripted-batch.js';
export type { AssertDeepEqual } from './equality.js';
export type { CountExpectation } from './expectations/count-expectation.js';
export type { OutcomeMarbles, OutcomesExpectation } from './expectations/outcome-expectation.js';
export type { StartExpectation } from './expectations/start-expectation.js';
export { marbleOf, type MarbleOptions } from './marble-of.js';
export {
  testStages,
  testStagesWith,
  type MakeScripted,
  type MakeScriptedBatch,
  type StageHelpers,
  type TestStages,
  type TestStagesOptions,
} from './test-stages.js';
