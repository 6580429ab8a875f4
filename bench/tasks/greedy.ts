/** A kind of request, the bound on how many of it are in flight, and the kinds that follow. */
export interface Kind {
  readonly slots: number;
  readonly followers: readonly Kind[];
}

/** One request: how many ms it takes, and what it returns. */
export interface Request {
  readonly ms: number;
  readonly values: readonly Value[];
}

/** What a value leads to: one request of each kind that follows. */
export type Value = readonly Request[];

/** The requests of one kind, and the values that have not been passed on. */
interface Queue {
  inFlight: number;
  readonly waiting: Waiting[];
  readonly returned: Returned[];
}

/** What is left of an answer: until nothing is, its request holds its slot. */
interface Returned {
  readonly values: Value[];
  readonly root: number;
}

interface Waiting {
  readonly request: Request;
  readonly root: number;
}

/** A request that ends at some time. */
interface Ending {
  readonly at: number;
  readonly end: () => void;
}

/**
 * Simulates a scheduler that costs nothing and starts each request the moment the bounds let it.
 *
 * @param head - the kind of the first requests
 * @param roots - the first requests, in the order in which they start
 * @param highWaterMark - a kind starts no request while so many wait of a kind that follows
 * @returns for each root, in ms, when all that came of it has ended
 */
export function greedy(head: Kind, roots: readonly Request[], highWaterMark = Infinity): readonly number[] {
  // A start makes room for starts of the kind before: the deepest come first.
  const kinds = deepestFirst(head);
  const queues = new Map(kinds.map((kind): [Kind, Queue] => [kind, { inFlight: 0, waiting: [], returned: [] }]));
  const queueOf = (kind: Kind): Queue => queues.get(kind) as Queue;
  const open = roots.map(() => 1);
  const settled = roots.map(() => NaN);
  const endings: Ending[] = [];
  let now = 0;
  queueOf(head).waiting.push(...roots.map((request, root) => ({ request, root })));

  function start(kind: Kind, { request, root }: Waiting): void {
    const queue = queueOf(kind);
    queue.inFlight++;
    const at = now + request.ms;
    const place = endings.findIndex((ending) => ending.at > at);
    endings.splice(place < 0 ? endings.length : place, 0, { at, end });

    function end(): void {
      const { values } = request;
      if (values.length === 0) over(queue, root);
      else queue.returned.push({ values: [...values], root });
    }
  }

  function over(queue: Queue, root: number): void {
    queue.inFlight--;
    open[root] = (open[root] as number) - 1;
    if (open[root] === 0) settled[root] = now;
  }

  function pass(kind: Kind, answer: Returned): void {
    const { values, root } = answer;
    const value = values.shift() as Value;
    for (const [index, follower] of kind.followers.entries()) {
      queueOf(follower).waiting.push({ request: value[index] as Request, root });
      open[root] = (open[root] as number) + 1;
    }
    if (values.length > 0) queueOf(kind).returned.push(answer);
    else over(queueOf(kind), root);
  }

  /** Passes one value on, or starts one request. */
  function step(kind: Kind): boolean {
    const { inFlight, waiting, returned } = queueOf(kind);
    if (kind.followers.some((follower) => queueOf(follower).waiting.length >= highWaterMark)) return false;
    if (returned.length > 0) pass(kind, returned.shift() as Returned);
    else if (inFlight < kind.slots && waiting.length > 0) start(kind, waiting.shift() as Waiting);
    else return false;
    return true;
  }

  for (;;) {
    while (kinds.some(step));
    const ending = endings.shift();
    if (ending === undefined) return settled;
    now = ending.at;
    ending.end();
  }
}

function deepestFirst(kind: Kind): Kind[] {
  return [...kind.followers.flatMap(deepestFirst), kind];
}
