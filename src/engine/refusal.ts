import type { Refusal } from './types.js';

/** What a policy's `admit` returns when it has taken a branch over. */
export const TAKEN_OVER: Refusal = { limit: undefined, isCommon: false };
