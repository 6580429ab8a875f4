export { jobQueue, type BullJobQueue, type CloseOptions, type JobQueueOptions } from './job-queue.js';
export { serve, type RemoteWorker, type ServeOptions } from './serve.js';
