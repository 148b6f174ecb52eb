import { runResult } from "../../src/run";
import { stage } from "./stage";

test.each([
  "phase-entered",
  "start-requested",
  "start-accepted",
  "targets-resolved",
  "experiment-observed",
])("a platform that is gone for good after %s ends the run at once, as errored, with the cause in its journal", async (type) => {
  const s = stage();
  const gone = new AbortController();
  let at = 0;
  const onEntry = ({ event }: { readonly event: { readonly type: string } }) => {
    if (event.type !== type || gone.signal.aborted) return;
    at = s.time.now();
    gone.abort("the sandbox was killed");
  };
  await expect(s.run({ onEntry, gone: gone.signal })).rejects.toMatchObject({ code: "platform-gone", details: { exitCode: 6 } });
  expect(s.time.now() - at).toBeLessThan(1_000);
  const entries = await s.entries();
  expect(entries.at(-1)?.event).toEqual({
    type: "stop-requested",
    cause: { kind: "orchestrator", reason: "the sandbox was killed" },
  });
  expect(runResult(entries)).toMatchObject({ verdict: "errored", exitCode: 6, endedAt: null });
});
