import fc from "fast-check";
import { Pipe, type Weather } from "../../../src/sandbox/plane/net/pipe";
import { ask, instance, until, world } from "./helpers";

describe("one direction of a connection", () => {
  const weather = (change: Partial<Weather>): Weather => ({
    cut: false,
    delayMs: 0,
    jitterMs: 0,
    lossPercent: 0,
    roundTripMs: 0,
    ...change,
  });
  const pipe = (random = Math.random) => {
    const got: Buffer[] = [];
    const events: string[] = [];
    const one = new Pipe(
      { write: (chunk) => got.push(chunk) > 0, end: () => events.push("end"), abort: () => events.push("abort") },
      { random, retransmitCapMs: 1_000 },
      () => events.push("room"),
      () => events.push("broken"),
    );
    return { one, events, text: () => Buffer.concat(got).toString() };
  };

  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  test("delivers every byte once and in order, whatever the weather and its changes, unless it breaks", () => {
    const sky = fc.record({
      delayMs: fc.integer({ min: 0, max: 50 }),
      jitterMs: fc.integer({ min: 0, max: 50 }),
      lossPercent: fc.integer({ min: 0, max: 60 }),
      cut: fc.boolean(),
    });
    const steps = fc.array(
      fc.oneof(
        fc.string({ minLength: 1 }).map((text) => ({ text })),
        sky.map((change) => ({ change })),
        fc.integer({ min: 0, max: 400 }).map((wait) => ({ wait })),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (script, dice) => {
        const { one, events, text } = pipe(() => dice.next().value ?? 0);
        let sent = "";
        for (const step of script) {
          if ("text" in step) {
            sent += step.text;
            one.push(Buffer.from(step.text));
          } else if ("change" in step) one.weather = weather(step.change);
          else jest.advanceTimersByTime(step.wait);
        }
        one.weather = undefined;
        one.finish("end");
        jest.advanceTimersByTime(5_000);
        return events.includes("broken") ? sent.startsWith(text()) : text() === sent && events.at(-1) === "end";
      }),
    );
  });

  test("passes nothing while it is cut, and goes on by itself at a retransmission after that", () => {
    const { one, events, text } = pipe();
    one.weather = weather({ cut: true });
    one.push(Buffer.from("late"));
    jest.advanceTimersByTime(2_000);
    expect(text()).toBe("");
    one.weather = undefined;
    jest.advanceTimersByTime(1_100);
    expect(text()).toBe("late");
    expect(events).toEqual([]);
  });

  test("breaks after Linux's fifteen retransmissions and not before", () => {
    const { one, events } = pipe();
    one.weather = weather({ lossPercent: 100 });
    one.push(Buffer.from("x"));
    jest.advanceTimersByTime(13_000);
    expect(events).toEqual([]);
    jest.advanceTimersByTime(3_000);
    expect(events).toEqual(["broken"]);
  });

  test("a single lost packet costs the retransmission time-out; one of many costs a round trip", () => {
    const dice = [0, 0.99, 0, 0.99, 0.99, 0.99, 0.99, 0.99];
    const { one, text } = pipe(() => dice.shift() ?? 0.99);
    one.weather = weather({ lossPercent: 10, roundTripMs: 20 });
    one.push(Buffer.from("a"));
    jest.advanceTimersByTime(200);
    expect(text()).toBe("");
    jest.advanceTimersByTime(40);
    expect(text()).toBe("a");
    one.push(Buffer.alloc(6_000, "b"));
    jest.advanceTimersByTime(19);
    expect(text()).toBe("a");
    jest.advanceTimersByTime(10);
    expect(text()).toHaveLength(6_001);
  });

  test("asks its sender to wait when a megabyte is on its way", () => {
    const { one, events } = pipe();
    one.weather = weather({ delayMs: 100 });
    expect(one.push(Buffer.alloc(600_000))).toBe(true);
    expect(one.push(Buffer.alloc(600_000))).toBe(false);
    jest.advanceTimersByTime(120);
    expect(events).toEqual(["room"]);
  });
});

describe("impairments of machines", () => {
  const w = world();
  const { plane } = w;
  afterAll(() => w.close());
  const web = { on: { instances: { tags: { Service: "web" } } }, behaves: { calls: [{ to: "db", timeout: "500ms" }] } };
  const db = { on: { instances: { tags: { Service: "db" } } }, behaves: {} };

  beforeAll(async () => {
    plane.system.replace(JSON.stringify({ version: 1, services: { web, db } }));
    await Promise.all([plane.boot(instance("i-web")), plane.boot(instance("i-db", "b", "db"))]);
    expect((await ask(plane.machine("i-web")?.port)).status).toBe(200);
  });
  const time = async () => (await ask(plane.machine("i-web")?.port)).ms;

  test("latency delays open connections too, once per direction, and ends when it is cancelled", async () => {
    const base = await time();
    const once = plane.impair({ kind: "latency", machineIds: ["i-db"], delayMs: 120, jitterMs: 0, flowsPercent: 100, direction: "egress" });
    const delayed = await time();
    expect(delayed - base).toBeGreaterThan(90);
    once();
    const both = plane.impair({ kind: "latency", machineIds: ["i-web"], delayMs: 120, jitterMs: 0, flowsPercent: 100, direction: "both" });
    expect((await time()) - base).toBeGreaterThan(210);
    both();
    await until("it is fast again", async () => (await time()) < base + 60);
  });

  test("latency of no flows delays nobody", async () => {
    const cancel = plane.impair({ kind: "latency", machineIds: ["i-db"], delayMs: 300, jitterMs: 0, flowsPercent: 0, direction: "both" });
    expect(await time()).toBeLessThan(200);
    cancel();
  });

  test("loss of everything is silence until the caller's time-out; a restart of the machine ends it", async () => {
    const cancel = plane.impair({ kind: "loss", machineIds: ["i-db"], percent: 100, flowsPercent: 100, direction: "ingress" });
    const answer = await ask(plane.machine("i-web")?.port);
    expect(answer.status).toBe(504);
    expect(answer.ms).toBeGreaterThanOrEqual(495);
    await plane.reboot("i-db");
    await until("it answers", async () => (await ask(plane.machine("i-web")?.port)).status === 200);
    cancel();
  });

  test("a denied connection hangs and open ones stall, also those that were open before; both go on when packets pass again", async () => {
    plane.setNetwork((from, to) => from === "internet" || to === "internet" || from.subnetId === to.subnetId);
    const stalled = await ask(plane.machine("i-web")?.port);
    expect(stalled).toMatchObject({ status: 504 });
    const denied = await ask(plane.machine("i-web")?.port);
    expect(denied).toMatchObject({ status: 504 });
    expect(denied.ms).toBeGreaterThanOrEqual(495);
    plane.setNetwork(() => true);
    await until("it answers", async () => (await ask(plane.machine("i-web")?.port)).status === 200);
  });
});
