import { Queue } from 'bullmq';

/** Does something while jobs are being added, once: after the first command was sent, and before it is answered. */
export function onAdd(act: () => void): void {
  let acts = 0;
  for (const name of ['add', 'addBulk'] as const) {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the `this` of each call
    const command = Queue.prototype[name] as (...given: unknown[]) => Promise<never>;
    jest.spyOn(Queue.prototype, name).mockImplementation(function (this: Queue, ...given: unknown[]) {
      const added = command.apply(this, given);
      if (acts++ === 0) act();
      return added;
    });
  }
}
