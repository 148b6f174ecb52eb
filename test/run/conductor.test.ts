import { stage, typesOf } from "./stage";

test("a run on a system that copes passes, having begun one experiment", async () => {
  const { run, world, entries } = stage();
  const result = await run();
  const journal = await entries();
  expect({ verdict: result.verdict, reasons: result.reasons.filter((reason) => reason.supports !== "passed") }).toEqual({
    verdict: "passed",
    reasons: [],
  });
  expect(result.exitCode).toBe(0);
  expect(result.abort).toBeNull();
  expect(world.experiments).toHaveLength(1);
  expect(typesOf(journal).filter((type) => type.startsWith("phase"))).toEqual(
    ["preflight", "baseline", "start", "fault", "recovery", "judgement", "ended"].map((phase) => `phase ${phase}`),
  );
});
