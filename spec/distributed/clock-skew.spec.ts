import type { PipelineEvent } from 'rxjs-stages';
import { answersOf, fanOut, sorted } from './support/outcomes';
import { queueHere } from './support/here';
import { CALM, SERVERS, unique, urlOf, Workers } from './support/workers';

const MINUTES = 60_000;

describe.each(SERVERS)('workers whose clocks are 10 minutes ahead and behind, %s', (_, variable) => {
  it('answer each branch once, and measure how long that took them', async () => {
    const options = { queue: unique('clock-skew'), connection: urlOf(variable) };
    const workers = new Workers({ ...options, ...CALM });
    const { pid: fast } = await workers.start(10 * MINUTES);
    const { pid: slow } = await workers.start(-10 * MINUTES);
    const queue = await queueHere({ ...options, run: 'run' });
    const events: PipelineEvent[] = [];
    const outcomes = await fanOut(queue, 60, { onEvent: (event) => events.push(event) });
    expect(outcomes.reasons).toEqual([]);
    expect(sorted(outcomes.fulfilled)).toEqual(answersOf(60));
    const works = events.flatMap((event) => (event.type === 'settled' && event.work !== undefined ? [event.work] : []));
    expect(works).toHaveLength(60 * 6);
    expect(works.every(({ duration }) => duration >= 0 && duration < MINUTES)).toBe(true);
    const ended = new Set(works.map(({ worker }) => Number(worker.split(':').at(-1))));
    expect([...ended].every((pid) => pid === fast || pid === slow)).toBe(true);
    await workers.stop();
    expect(workers.ran).toHaveLength(60 * 6);
  });
});
