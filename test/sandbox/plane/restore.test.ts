import { createBus } from "../../../src/sandbox/kernel/bus";
import { scaledClock } from "../../../src/sandbox/kernel/clock";
import { State } from "../../../src/sandbox/kernel/state";
import { createPlane } from "../../../src/sandbox/plane";
import { alive, instance } from "./helpers";

const planeOn = (state: State) => {
  const clock = scaledClock(20, Date.now);
  const plane = createPlane({ clock, bus: createBus(() => {}), random: Math.random, measure: () => {}, log: () => {}, state });
  return { plane, close: () => plane.stop().then(() => clock.close()) };
};

test("a restart with the same state finds the system description again", async () => {
  const before = new State();
  const one = planeOn(before);
  one.plane.system.replace(`{version: 1, services: {web: {on: {instances: {tags: {Service: web}}}, command: node x.mjs}}}`, {
    directory: "/srv/shop",
  });
  await one.close();
  const after = new State();
  after.load(JSON.parse(JSON.stringify(before)));
  const two = planeOn(after);
  expect(two.plane.system.read().services).toEqual(["web"]);
  await two.close();
});

test("a machine that is halted while it boots fails its boot and leaves nothing", async () => {
  const { plane, close } = planeOn(new State());
  const booting = plane.boot(instance("i-1"));
  const failed = expect(booting).rejects.toThrow();
  await new Promise(setImmediate);
  const pid = plane.machine("i-1")?.pid;
  await plane.halt("i-1", 0);
  await failed;
  expect(alive(pid)).toBe(false);
  expect(plane.machines()).toEqual([]);
  await plane.boot(instance("i-1"));
  expect(plane.machine("i-1")?.state).toBe("running");
  await expect(plane.boot(instance("i-1"))).rejects.toThrow("there already");
  await plane.halt("i-unknown", 0);
  await close();
});
