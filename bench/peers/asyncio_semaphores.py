"""The job of many small requests by asyncio: a task for each request, a semaphore for each round, failures isolated.

Prints what a sample prints: the best of some runs in ms, and the peak memory in MB.
"""

import asyncio
import json
import resource
import sys
import time

ROOTS, WIDTH, SLOTS, RUNS = map(int, sys.argv[1:])


class OneInAHundred(Exception):
    pass


FAILURE = OneInAHundred()


class Trial:
    def __init__(self):
        self.calls = [0, 0]
        self.active = [0, 0]
        self.most = [0, 0]
        self.rejected = [0, 0]
        self.fulfilled = 0
        self.slots = [asyncio.Semaphore(SLOTS), asyncio.Semaphore(SLOTS)]

    def enter(self, round):
        self.calls[round] += 1
        self.active[round] += 1
        self.most[round] = max(self.most[round], self.active[round])

    async def first(self, root):
        self.enter(0)
        self.active[0] -= 1
        if root % 100 == 99:
            raise FAILURE
        return range(root * WIDTH, (root + 1) * WIDTH)

    async def second(self, leaf):
        self.enter(1)
        self.active[1] -= 1
        if leaf % 100 == 50:
            raise FAILURE
        return leaf

    async def detail(self, leaf):
        async with self.slots[1]:
            try:
                await self.second(leaf)
                self.fulfilled += 1
            except OneInAHundred:
                self.rejected[1] += 1

    async def request(self, root, group):
        async with self.slots[0]:
            try:
                leaves = await self.first(root)
            except OneInAHundred:
                self.rejected[0] += 1
                return
        for leaf in leaves:
            group.create_task(self.detail(leaf))

    async def run(self):
        async with asyncio.TaskGroup() as group:
            for root in range(ROOTS):
                group.create_task(self.request(root, group))

    def check(self):
        failing = [root for root in range(ROOTS) if root % 100 == 99]
        leaves = [leaf for root in range(ROOTS) if root % 100 != 99 for leaf in range(root * WIDTH, (root + 1) * WIDTH)]
        rejected = sum(leaf % 100 == 50 for leaf in leaves)
        assert self.calls == [ROOTS, len(leaves)], self.calls
        assert self.rejected == [len(failing), rejected], self.rejected
        assert self.fulfilled == len(leaves) - rejected, self.fulfilled
        assert max(self.most) <= SLOTS, self.most


async def trial():
    one = Trial()
    wall, cpu = time.perf_counter(), time.process_time()
    await one.run()
    spent = ((time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000)
    one.check()
    return spent, one


best = [float("inf"), float("inf")]
for _ in range(RUNS):
    spent, one = asyncio.run(trial())
    best = [min(pair) for pair in zip(best, spent)]
print(
    json.dumps(
        {
            "cpu": best[0],
            "wall": best[1],
            "first": 0,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "tasks": sum(one.calls),
            "inFlight": one.most,
            "runs": RUNS,
        }
    )
)
