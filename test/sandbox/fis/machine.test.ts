import fc from "fast-check";
import {
  type ActionStatus,
  type Effect,
  initialState,
  isOver,
  type MachineEvent,
  type MachineState,
  step,
} from "../../../src/sandbox/fis/machine";

/** Plays events against the machine, collecting effects. */
function play(actions: Record<string, { startAfter?: string[] }>, ...events: MachineEvent[]) {
  let state = initialState(actions);
  const effects: Effect[] = [];
  for (const event of events) {
    const next = step(state, event, effects.length);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects, started: effects.flatMap((one) => (one.type === "start-action" ? [one.action] : [])) };
}

const statuses = (state: MachineState) => Object.fromEntries(Object.entries(state.actions).map(([name, action]) => [name, action.status]));
const go: MachineEvent[] = [{ type: "initiate" }, { type: "resolved", skipped: {} }];
const failure = { code: "DependentServiceFailure", reason: "it broke", location: "actions.a" } as const;
const chain = { a: {}, b: { startAfter: ["a"] }, c: { startAfter: ["a", "b"] } };

test("actions start when all they wait for is completed", () => {
  expect(play(chain, ...go).started).toEqual(["a"]);
  const { state, started } = play(chain, ...go, { type: "action-running", action: "a" }, { type: "action-completed", action: "a" });
  expect(started).toEqual(["a", "b"]);
  expect(statuses(state)).toEqual({ a: "completed", b: "initiating", c: "pending" });
});

test("an experiment whose actions are all completed is completed", () => {
  const done = ["a", "b", "c"].map((action): MachineEvent => ({ type: "action-completed", action }));
  expect(play(chain, ...go, ...done).state).toMatchObject({ status: "completed", reason: "Experiment completed." });
});

test("a skipped action counts as completed for those that wait for it", () => {
  const { state, started } = play(chain, { type: "initiate" }, { type: "resolved", skipped: { a: "none" } });
  expect(started).toEqual(["b"]);
  expect(statuses(state).a).toBe("skipped");
});

test("an experiment whose actions are all skipped completes without starting any", () => {
  const { state, started } = play(chain, { type: "initiate" }, { type: "resolved", skipped: { a: "-", b: "-", c: "-" } });
  expect(started).toEqual([]);
  expect(state.status).toBe("completed");
});

test("the first failed action stops the others and names the experiment's failure", () => {
  const both = { a: {}, b: {}, later: { startAfter: ["a"] } };
  const mid = play(both, ...go, { type: "action-failed", action: "a", failure });
  expect(statuses(mid.state)).toEqual({ a: "failed", b: "stopping", later: "cancelled" });
  expect(mid.state.status).toBe("running");
  const second = { ...failure, reason: "it broke too" };
  const { state } = play(
    both,
    ...go,
    { type: "action-failed", action: "a", failure },
    { type: "action-failed", action: "b", failure: second },
  );
  expect(state).toMatchObject({ status: "failed", reason: "it broke", error: { code: "DependentServiceFailure", location: "actions.a" } });
});

test("a stop waits in stopping until what ran is unwound", () => {
  const mid = play(chain, ...go, { type: "action-running", action: "a" }, { type: "stop", cause: "stop-condition" });
  expect(mid.state.status).toBe("stopping");
  expect(statuses(mid.state)).toEqual({ a: "stopping", b: "cancelled", c: "cancelled" });
  expect(step(mid.state, { type: "action-stopped", action: "a" }, 9).state).toMatchObject({
    status: "stopped",
    reason: "Experiment halted by stop condition.",
  });
});

test("a stop before any action goes through stopping to stopped", () => {
  const { state, effects } = play(chain, { type: "initiate" }, { type: "stop", cause: "user" });
  expect(state.status).toBe("stopped");
  expect(effects.flatMap((one) => (one.type === "entered" ? [one.status] : []))).toEqual(["initiating", "stopping", "stopped"]);
});

test("what cannot be unwound makes a stopped experiment a failed one", () => {
  const { state } = play(chain, ...go, { type: "stop", cause: "user" }, { type: "action-failed", action: "a", failure });
  expect(state).toMatchObject({ status: "failed", reason: "it broke" });
});

test("a cancelled experiment has run nothing", () => {
  const { state, started } = play(chain, { type: "cancel" });
  expect(started).toEqual([]);
  expect(state.status).toBe("cancelled");
  expect(new Set(Object.values(statuses(state)))).toEqual(new Set<ActionStatus>(["cancelled"]));
});

describe("whatever happens in whatever order", () => {
  const graph = fc
    .integer({ min: 1, max: 8 })
    .chain((size) =>
      fc
        .array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size })
        .map((lists) =>
          Object.fromEntries(
            lists.map((list, index) => [
              `n${index}`,
              { startAfter: [...new Set(list.filter((other) => other < index))].map((other) => `n${other}`) },
            ]),
          ),
        ),
    );
  const news = fc.array(
    fc.oneof(
      fc.record({ type: fc.constantFrom("action-running", "action-completed", "action-stopped", "action-failed"), at: fc.nat(7) }),
      fc.record({ type: fc.constantFrom("stop", "fail"), at: fc.nat(7) }),
    ),
    { maxLength: 30 },
  );
  const eventOf = ({ type, at }: { type: string; at: number }): MachineEvent =>
    ({ type, action: `n${at}`, failure, cause: "user" }) as unknown as MachineEvent;

  /** Lets everything that was started or stopped come to its end. */
  function drain(state: MachineState): MachineState {
    for (let turn = 0; turn < 100 && !isOver(state); turn++) {
      const open = Object.entries(state.actions).find(([, one]) => ["initiating", "running", "stopping"].includes(one.status));
      if (!open) break;
      state = step(state, { type: open[1].status === "stopping" ? "action-stopped" : "action-completed", action: open[0] }, turn).state;
    }
    return state;
  }

  test("it comes to a terminal state once everything started has ended", () => {
    fc.assert(
      fc.property(graph, news, (actions, events) => {
        const { state } = play(actions, ...go, ...events.map(eventOf));
        expect(isOver(drain(state))).toBe(true);
      }),
    );
  });

  test("no action starts twice, before its predecessors, or after a stop or a failure", () => {
    fc.assert(
      fc.property(graph, news, (actions, events) => {
        const started = new Set<string>();
        let state = initialState(actions);
        let ending = false;
        for (const event of [...go, ...events.map(eventOf)]) {
          const next = step(state, event, 0);
          ending ||= next.state.ending !== undefined || isOver(state);
          for (const effect of next.effects) {
            if (effect.type !== "start-action") continue;
            expect(started.has(effect.action)).toBe(false);
            expect(ending).toBe(false);
            for (const before of actions[effect.action]?.startAfter ?? []) expect(next.state.actions[before]?.status).toBe("completed");
            started.add(effect.action);
          }
          state = next.state;
        }
      }),
    );
  });

  test("a terminal state never changes again", () => {
    fc.assert(
      fc.property(graph, news, news, (actions, events, late) => {
        let state = drain(play(actions, ...go, ...events.map(eventOf)).state);
        const before = structuredClone(state);
        for (const event of late.map(eventOf)) state = step(state, event, 99).state;
        expect(state).toEqual(before);
      }),
    );
  });
});
