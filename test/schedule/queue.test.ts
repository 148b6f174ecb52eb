import fc from "fast-check";
import { admit, EMPTY_QUEUE, enqueue, type Queue, type Waiting, withdraw } from "../../src/schedule";

const TEAMS = ["a", "b", "c", "d"];
type Step = { readonly come: string } | { readonly go: number };
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(fc.record({ come: fc.constantFrom(...TEAMS) }), fc.record({ go: fc.integer({ min: 0, max: 5 }) })),
  { maxLength: 120 },
);

/** Plays requests and ends of experiments; after each, the queue admits. */
function play(script: readonly Step[], limit: number) {
  let queue: Queue = EMPTY_QUEUE;
  let active = 0;
  const order: Waiting[] = [];
  const arrivals: (Waiting & { readonly admittedBefore: number })[] = [];
  script.forEach((step, at) => {
    if ("come" in step) {
      const request = { id: `r${at}`, team: step.come, since: at };
      arrivals.push({ ...request, admittedBefore: order.length });
      queue = enqueue(queue, request);
    } else active = Math.max(0, active - step.go);
    const before = active;
    const result = admit(queue, active, limit);
    queue = result.queue;
    active += result.admitted.length;
    order.push(...result.admitted);
    expect(active).toBeLessThanOrEqual(Math.max(limit, before));
    expect(active >= limit || queue.waiting.length === 0).toBe(true);
  });
  return { queue, order, arrivals };
}

test("never more than the limit are active, and none waits while there is room", () => {
  fc.assert(fc.property(steps, fc.integer({ min: 1, max: 5 }), (script, limit) => void play(script, limit)));
});

test("nobody is lost and nobody is admitted twice", () => {
  fc.assert(
    fc.property(steps, (script) => {
      const { queue, order, arrivals } = play(script, 2);
      expect([...order, ...queue.waiting].map(({ id }) => id).sort()).toEqual(arrivals.map(({ id }) => id).sort());
    }),
  );
});

test("within a team the oldest goes first", () => {
  fc.assert(
    fc.property(steps, (script) => {
      const { order } = play(script, 2);
      for (const team of TEAMS) {
        const times = order.filter((one) => one.team === team).map(({ since }) => since);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }
    }),
  );
});

test("nobody starves: while a team waits, no other is admitted more than twice before it", () => {
  fc.assert(
    fc.property(steps, (script) => {
      const { order, arrivals } = play(script, 1);
      for (const [index, one] of order.entries()) {
        const arrival = arrivals.find(({ id }) => id === one.id);
        const lastOwn = order.slice(0, index).findLastIndex(({ team }) => team === one.team);
        const waited = order.slice(Math.max(lastOwn + 1, arrival?.admittedBefore ?? 0), index).map(({ team }) => team);
        for (const team of TEAMS) expect(waited.filter((other) => other === team).length).toBeLessThanOrEqual(2);
      }
    }),
  );
});

test("a team that asks for a hundred does not keep another from its turn", () => {
  let queue = EMPTY_QUEUE;
  for (let index = 0; index < 100; index++) queue = enqueue(queue, { id: `big${index}`, team: "big", since: index });
  queue = admit(queue, 0, 1).queue;
  queue = enqueue(queue, { id: "small", team: "small", since: 500 });
  const next = admit(queue, 0, 2).admitted.map(({ team }) => team);
  expect(next).toContain("small");
});

test("nobody is admitted while it is not known how many are active", () => {
  const queue = enqueue(EMPTY_QUEUE, { id: "r", team: "a", since: 0 });
  expect(admit(queue, "unknown", 5).admitted).toEqual([]);
});

test("the same request waits once, and can be withdrawn", () => {
  const request = { id: "r", team: "a", since: 0 };
  const queue = enqueue(enqueue(EMPTY_QUEUE, request), request);
  expect(queue.waiting).toEqual([request]);
  expect(withdraw(queue, "r").waiting).toEqual([]);
});
