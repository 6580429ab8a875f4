import type { ProgressCounts, RunProgress } from '../observe/run-progress.js';

/** `200`, or `132+` while more may come. */
export function totalInWords({ discovered, total }: ProgressCounts): string {
  return total === undefined ? `${String(discovered)}+` : String(total);
}

/** The counts that are not 0, the most important first. */
export function countsInWords({ inFlight, waiting, retrying, rejected, cancelled }: ProgressCounts): string[] {
  const counts: readonly (readonly [number, string])[] = [
    [inFlight, 'in flight'],
    [rejected, 'failed'],
    [waiting, 'waiting'],
    [retrying, 'to be retried'],
    [cancelled, 'cancelled'],
  ];
  return counts.filter(([count]) => count > 0).map(([count, what]) => `${String(count)} ${what}`);
}

/** `12.4 s, 48/s, about 8 s left, next retry in 2.1 s, paused for 4 s`. */
export function timesInWords({ elapsed, rate, remaining, nextRetry, pause, status }: RunProgress): string {
  const isRunning = status === 'running';
  return [
    seconds(elapsed),
    ...(isRunning && rate > 0 ? [`${rate < 10 ? rate.toFixed(1) : rate.toFixed(0)}/s`] : []),
    ...(isRunning && remaining !== undefined ? [`about ${seconds(remaining)} left`] : []),
    ...(nextRetry === undefined ? [] : [`next retry in ${seconds(nextRetry)}`]),
    ...(pause === undefined ? [] : [`paused for ${seconds(pause)}`]),
  ].join(', ');
}

function seconds(ms: number): string {
  if (ms === Infinity) return 'ever';
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return `${hours === 0 ? '' : `${String(hours)} h `}${String(minutes)} min ${String(whole % 60)} s`;
}
