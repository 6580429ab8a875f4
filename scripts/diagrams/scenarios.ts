import type { Scenarios } from './play';
import { batches } from './scenarios/batches';
import { http } from './scenarios/http';
import { limits } from './scenarios/limits';
import { order } from './scenarios/order';
import { pages } from './scenarios/pages';
import { reading } from './scenarios/reading';
import { retry } from './scenarios/retry';
import { sharing } from './scenarios/sharing';
import { testing } from './scenarios/testing';
import { timeouts } from './scenarios/timeouts';
import { trees } from './scenarios/trees';

/** The diagrams of the docs, by name. */
export const SCENARIOS: Scenarios = {
  ...batches,
  ...http,
  ...limits,
  ...order,
  ...pages,
  ...reading,
  ...retry,
  ...sharing,
  ...testing,
  ...timeouts,
  ...trees,
};
