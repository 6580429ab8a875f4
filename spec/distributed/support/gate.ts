import { stage, type StageContext } from 'rxjs-stages';

/** A stage for a worker in this process, whose calls end when the gate opens. */
export function gated() {
  const calls: { readonly id: number; readonly context: StageContext }[] = [];
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const gate = stage(
    'gate',
    async (id: number, context) => {
      calls.push({ id, context });
      await opened;
      return id;
    },
    { concurrency: 20, retry: 5 },
  );
  return { calls, open, gate, aborted: () => calls.map(({ context }) => context.signal.aborted) };
}
