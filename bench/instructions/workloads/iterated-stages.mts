import { promiseStages } from '../promise-stages.mjs';

export const workload = promiseStages({ iterates: true });
