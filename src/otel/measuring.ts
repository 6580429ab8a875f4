import type { Counter, Histogram, Meter, UpDownCounter } from '@opentelemetry/api';
import type { BranchEvent } from '../events/branch-event.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import { errorTypeOf } from '../error-type.js';
import { shareOf } from '../observe/work-share.js';

const SECONDS = 1000;

/** Measures all runs by their events. */
export class Measuring {
  private readonly attemptDuration: Histogram;
  private readonly queueDuration: Histogram;
  private readonly remoteQueueDuration: Histogram;
  private readonly branchDuration: Histogram;
  private readonly inFlight: UpDownCounter;
  private readonly waiting: UpDownCounter;
  private readonly retries: Counter;
  private readonly served: Counter;
  /** When the open branches were created, by run and number. */
  private readonly created = new Map<number, Map<number, number>>();

  constructor(meter: Meter) {
    const durations = { unit: 's', advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] } };
    this.attemptDuration = meter.createHistogram('rxjs_stages.attempt.duration', { ...durations, description: 'How long attempts were in flight.' });
    this.queueDuration = meter.createHistogram('rxjs_stages.queue.duration', {
      ...durations,
      description: 'How long branches waited for an attempt.',
    });
    this.remoteQueueDuration = meter.createHistogram('rxjs_stages.remote_queue.duration', {
      ...durations,
      description: 'How long jobs of remote stages waited for a worker, or were on their way.',
    });
    this.branchDuration = meter.createHistogram('rxjs_stages.branch.duration', {
      ...durations,
      description: 'How long branches lived, waits and retries included.',
    });
    this.inFlight = meter.createUpDownCounter('rxjs_stages.attempts.in_flight', { unit: '{attempt}', description: 'Attempts in flight.' });
    this.waiting = meter.createUpDownCounter('rxjs_stages.branches.waiting', { unit: '{branch}', description: 'Branches that wait for an attempt.' });
    this.retries = meter.createCounter('rxjs_stages.retries', { unit: '{retry}', description: 'Attempts that failed and are retried.' });
    this.served = meter.createCounter('rxjs_stages.branches.served', {
      unit: '{branch}',
      description: "Branches served by a cache or by another branch's attempt.",
    });
  }

  take(event: PipelineEvent): void {
    if (event.branch === undefined) {
      if (event.type === 'run-started') this.created.set(event.run, new Map());
      else if (event.type === 'run-ended') this.created.delete(event.run);
      return;
    }
    const stage = { 'rxjs_stages.stage': event.stage };
    this.leave(event, stage);
    switch (event.type) {
      case 'waiting':
        this.created.get(event.run)?.set(event.branch, event.time);
        this.waiting.add(1, stage);
        break;
      case 'paged':
      case 'requeued':
        this.waiting.add(1, stage);
        break;
      case 'started':
        this.inFlight.add(1, stage);
        this.queueDuration.record(event.waited / SECONDS, stage);
        break;
      case 'settled':
        this.attemptDuration.record(event.inFlight / SECONDS, { ...stage, ...statusOf(event.status, event.reason) });
        if (event.work !== undefined) this.remoteQueueDuration.record(shareOf(event.work, event.inFlight).queued / SECONDS, stage);
        break;
      case 'retrying':
        this.retries.add(1, { ...stage, 'error.type': errorTypeOf(event.reason) });
        break;
      case 'served':
        this.served.add(1, { ...stage, 'rxjs_stages.served_by': event.by });
        break;
      case 'completed':
        this.end(event, { ...stage, ...statusOf('fulfilled', undefined) });
        break;
      case 'rejected':
        this.end(event, { ...stage, ...statusOf('rejected', event.reason) });
        break;
      case 'cancelled':
        if (event.previous === 'started') this.attemptDuration.record(event.inFlight / SECONDS, { ...stage, 'rxjs_stages.status': 'cancelled' });
        this.end(event, { ...stage, 'rxjs_stages.status': 'cancelled' });
        break;
      default:
    }
  }

  /** A branch stops doing what its last event began. */
  private leave({ type, previous }: BranchEvent, stage: object): void {
    if (type === 'emitted' || type === 'paused' || previous === undefined) return;
    if (previous === 'started') this.inFlight.add(-1, { ...stage });
    else if (previous === 'waiting' || previous === 'requeued' || previous === 'paged') this.waiting.add(-1, { ...stage });
  }

  private end({ run, branch, time }: BranchEvent, attributes: object): void {
    const created = this.created.get(run);
    const since = created?.get(branch);
    if (since === undefined) return;
    created?.delete(branch);
    this.branchDuration.record((time - since) / SECONDS, { ...attributes });
  }
}

function statusOf(status: 'fulfilled' | 'rejected', reason: unknown): Record<string, string> {
  return { 'rxjs_stages.status': status, ...(status === 'rejected' && { 'error.type': errorTypeOf(reason) }) };
}
