import { from, Subject, type Observable } from 'rxjs';
import { gather, type PipelineEvent, type Outcome, type Pipeline } from 'rxjs-stages';
import { branchEvents } from '../../support/branch-events.js';
import type { Item, Watch } from './watch.js';

export const OWNERS = ['ann', 'bob', 'cyd'];

type Joined = Pipeline<Item, Outcome>;

/** How the items of several owners come to a pipeline. */
export const WAYS: Readonly<Record<string, (watch: Watch, make: () => Joined, items: readonly Item[]) => Promise<unknown>>> = {
  'a run for each, pushed': (watch, make, items) => {
    const joined = make();
    return inTurn(watch, items, (own) => subscribed(watch, joined(from(own))));
  },
  'a run for each, pulled': (watch, make, items) => {
    const joined = make();
    return inTurn(watch, items, (own) => subscribed(watch, joined(own)));
  },
  'a run for each, iterated': (watch, make, items) => {
    const joined = make();
    return inTurn(watch, items, async (own, owner) => {
      for await (const { inputs } of joined(own)) {
        watch.saw('iteration', { owner });
        watch.saw('iteration', inputs[0] as Item);
      }
    });
  },
  'a run for each, gathered': (watch, make, items) => {
    const joined = gather(make());
    return inTurn(watch, items, (own) => subscribed(watch, joined(own)));
  },
  'one run for all': (watch, make, items) => {
    const source = new Subject<Item>();
    const ended = watch.kind.enter('server', () => subscribed(watch, make()(source)));
    for (const item of items) {
      watch.kind.enter(item.owner, () => {
        source.next(item);
      });
    }
    source.complete();
    return ended;
  },
  'one run for all, gathered': (watch, make, items) => {
    const source = new Subject<Item>();
    const ended = watch.kind.enter('server', () => subscribed(watch, gather(make())(source)));
    for (const item of items) {
      watch.kind.enter(item.owner, () => {
        source.next(item);
      });
    }
    source.complete();
    return ended;
  },
};

/** Plays a run for each owner, in the context of that owner. */
function inTurn(watch: Watch, items: readonly Item[], play: (own: Item[], owner: string) => Promise<void>): Promise<unknown> {
  const runs = OWNERS.map((owner) =>
    watch.kind.enter(owner, () =>
      play(
        items.filter((item) => item.owner === owner),
        owner,
      ),
    ),
  );
  return Promise.all(runs);
}

/** Looks at every delivery, of an outcome or of all that came of a root. */
function subscribed(watch: Watch, results: Observable<{ readonly inputs: readonly unknown[] } | { readonly input: Item }>): Promise<void> {
  return new Promise((resolve, reject) => {
    results.subscribe({
      next: (result) => {
        watch.saw('delivery', ('input' in result ? result.input : result.inputs[0]) as Item);
      },
      error: reject,
      complete: resolve,
    });
  });
}

/** Looks at every event. */
export function eventsOf(watch: Watch): (event: PipelineEvent) => void {
  const roots = new Map<string, Item>();
  return branchEvents((event) => {
    const root = `${String(event.run)} ${String(event.path[0])}`;
    if (event.type === 'waiting' && event.path.length === 1) roots.set(root, event.input as Item);
    watch.saw(`event ${event.type}`, roots.get(root) as Item);
  });
}
