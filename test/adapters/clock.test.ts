import { scaledClock, wallClock } from "../../src/adapters/clock";

/** Real time that is only remembered. */
function real(start = 1_000) {
  const slept: number[] = [];
  let now = start;
  return {
    slept,
    now: () => now,
    sleep: async (ms: number, signal?: AbortSignal) => {
      slept.push(ms);
      if (!signal?.aborted) now += ms;
    },
  };
}

test("the wall clock is real time", async () => {
  const time = real();
  const clock = wallClock(time);
  await clock.sleep(250);
  expect([clock.speed, clock.now(), time.slept]).toEqual([1, 1_250, [250]]);
});

test("a scaled clock starts at the sandbox's time and runs as many times as fast", async () => {
  const time = real();
  const clock = scaledClock({ ...time, epochWall: 1_000, epochSandbox: 5_000_000, speed: 30 });
  expect(clock.now()).toBe(5_000_000);
  await clock.sleep(60_000);
  expect(time.slept).toEqual([2_000]);
  expect(clock.now()).toBe(5_060_000);
});

test("a wait that is longer than a timer can hold is made of several", async () => {
  const time = real();
  await wallClock(time).sleep(40 * 86_400_000);
  expect(time.slept.length).toBe(2);
  expect(Math.max(...time.slept)).toBeLessThanOrEqual(2_147_483_647);
  expect(time.now()).toBe(1_000 + 40 * 86_400_000);
});

test("a wait ends when its signal aborts", async () => {
  const time = real();
  const stop = new AbortController();
  stop.abort();
  await wallClock(time).sleep(1_000, stop.signal);
  expect(time.slept).toEqual([]);
});
