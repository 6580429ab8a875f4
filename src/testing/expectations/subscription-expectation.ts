import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { check, type Rule } from '../../check.js';
import type { Row } from '../diagrams/draw.js';
import { whole } from '../diagrams/whole.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { Statement } from '../statement.js';
import type { Mark } from '../diagrams/marks.js';
import { pasteSubscriptions } from './pasted.js';
import { Expectation, failWithRows, firstDifference, type Seen } from './expectation.js';

/** When something was subscribed to and unsubscribed from. */
interface Frames {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

const LOGS: Rule = ['a list of subscriptions', Array.isArray];

/** The subscriptions of something, in the order in which they were made. */
class SubscriptionRecord extends Expectation {
  constructor(
    origin: Statement,
    private readonly logs: readonly Frames[],
  ) {
    super('expectSubscriptions', origin);
  }

  expect(statement: Statement, stated: readonly Frames[]): void {
    this.state(() => {
      const [logs, wanted] = [this.logs, stated].map((each) => each.map(inWholeFrames)) as [Frames[], Frames[]];
      const first = firstDifference(
        logs,
        wanted,
        (one, other) => one?.subscribedFrame === other?.subscribedFrame && one?.unsubscribedFrame === other?.unsubscribedFrame,
      );
      if (first === undefined) return;
      const rows = [...rowsOf('expected', wanted), ...rowsOf('actual', logs)];
      failWithRows(statement, `${this.title}: the subscriptions differ from what is expected`, rows, seen(wanted, first), seen(logs, first), [
        pasteSubscriptions(logs.map(marksOf)),
      ]);
    });
  }
}

/** Like the `expectSubscriptions` of RxJS, but a failure shows diagrams. */
export function expectSubscriptions(scheduler: StagesScheduler): RunHelpers['expectSubscriptions'] {
  const expectSubscriptions: RunHelpers['expectSubscriptions'] = (logs) => {
    check('expectSubscriptions: logs', LOGS, logs);
    const record = scheduler.add(new SubscriptionRecord(new Statement(expectSubscriptions), logs));
    const toBe = (marbles: string | string[]): void => {
      const wanted = [marbles].flat().map((one) => TestScheduler.parseMarblesAsSubscriptions(one, true));
      record.expect(
        new Statement(toBe),
        wanted.filter(({ subscribedFrame }) => subscribedFrame !== Infinity),
      );
    };
    return { toBe };
  };
  return expectSubscriptions;
}

function inWholeFrames({ subscribedFrame, unsubscribedFrame }: Frames): Frames {
  return { subscribedFrame: whole(subscribedFrame), unsubscribedFrame: whole(unsubscribedFrame) };
}

function rowsOf(whose: string, logs: readonly Frames[]): Row[] {
  if (logs.length === 0) return [{ label: whose, marks: [] }];
  return logs.map((log, index) => ({ label: `${whose} ${String(index + 1)}`, marks: marksOf(log) }));
}

function marksOf({ subscribedFrame, unsubscribedFrame }: Frames): Mark[] {
  const end = unsubscribedFrame === Infinity ? [] : [{ frame: unsubscribedFrame, sign: '!' }];
  return [{ frame: subscribedFrame, sign: '^' }, ...end];
}

function seen(logs: readonly Frames[], index: number): Seen | undefined {
  const log = logs[index];
  if (log === undefined) return undefined;
  const until = log.unsubscribedFrame === Infinity ? 'never unsubscribed' : `unsubscribed at ${String(log.unsubscribedFrame)} ms`;
  return { frame: log.subscribedFrame, sign: '^', words: `subscription ${String(index + 1)}, ${until}` };
}
