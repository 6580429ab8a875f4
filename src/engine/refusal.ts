import type { Refusal } from './types.js';

/** Returned by a policy's `admit` that has taken a branch over. */
export const TAKEN_OVER: Refusal = { limit: undefined, isCommon: false };
