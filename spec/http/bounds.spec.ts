import { lastValueFrom, range, toArray } from 'rxjs';
import { listStage, pipeline, stage, type StageOptions } from 'rxjs-stages';
import type { Exchange } from './exchange';
import { Gauge } from './gauge';
import { ADAPTERS, Loopback } from './loopback';

/** Every root has three children. */
function answer(exchange: Exchange): void {
  exchange.answer([1, 2, 3]);
}

describe.each(ADAPTERS)('bounds on requests of the %s adapter', (adapter) => {
  let loopback: Loopback;

  beforeEach(async () => {
    loopback = await Loopback.open(adapter);
  });

  afterEach(() => loopback.close());

  function rounds(ofList: StageOptions = {}, ofItem: StageOptions = {}) {
    const list = listStage('list', (root: number) => loopback.data<number[]>(`/list/${String(root)}`), { ...ofList, deliver: false });
    const item = stage('item', (id: number) => loopback.data<unknown>(`/item/${String(id)}`), { ...ofItem, deliver: false });
    return [list, item] as const;
  }

  it("B1 never has more requests at the server than each stage's concurrency, and makes full use of it", async () => {
    const { server } = loopback;
    const lists = new Gauge(server, 2, answer);
    const items = new Gauge(server, 3, answer);
    server.handle = (exchange) => {
      (exchange.path.startsWith('/list/') ? lists : items).add(exchange);
    };

    const outcomes = await lastValueFrom(range(0, 4).pipe(pipeline(...rounds({ concurrency: 2 }, { concurrency: 3 })), toArray()));

    expect(outcomes).toHaveLength(12);
    expect([lists.most, items.most]).toEqual([2, 3]);
  });

  it("B1 never has more requests at the server than the pipeline's concurrency over all stages, and makes full use of it", async () => {
    const { server } = loopback;
    const all = new Gauge(server, 4, answer);
    server.handle = (exchange) => {
      all.add(exchange);
    };

    const outcomes = await lastValueFrom(range(0, 8).pipe(pipeline(...rounds(), { concurrency: 4 }), toArray()));

    expect(outcomes).toHaveLength(24);
    expect(all.most).toBe(4);
  });
});
