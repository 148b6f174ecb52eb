import { awsProvider, evaluate } from "../../src/rehearsal";
import { sandbox } from "../sandbox/support";
import { attached, type Called, callsOf, ownProject, pulumi } from "./project";
import { withPulumi } from "./pulumi";
import { furnish, STACKS } from "./stacks";

const READS = /^(Get|List|Describe|Head)/;

/** How often each operation that changes something was called. Reads while waiting depend on how long things take. */
function writes(calls: readonly Called[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { service, operation } of calls) {
    const name = `${service}:${operation}`;
    if (!READS.test(operation)) found[name] = (found[name] ?? 0) + 1;
  }
  return found;
}

const reads = (calls: readonly Called[]) =>
  [...new Set(calls.filter(({ operation }) => READS.test(operation)).map(({ service, operation }) => `${service}:${operation}`))].sort();

withPulumi.each(STACKS)("the stack %s", (name) => {
  test("a rehearsal (our engine) and an update (Pulumi's) make the same calls to AWS; a listing has the same resources", async () => {
    const dir = ownProject();
    const ours = await sandbox({ speed: 600 });
    await furnish(ours, name);
    const evaluation = await evaluate({
      programDir: dir,
      stack: name,
      provider: awsProvider({ endpoint: ours.url }),
      env: { ...process.env, AWS_ENDPOINT_URL: ours.url },
    });
    // At once: a sandbox keeps the latest calls, and its own services go on calling one another.
    const rehearsed = await callsOf(ours);
    await ours.stop();
    evaluation.close();
    expect(evaluation.failures).toEqual([]);

    const listed = await evaluate({
      programDir: dir,
      stack: name,
      provider: awsProvider({}),
      env: process.env,
      preview: true,
      assume: true,
    });
    listed.close();
    expect(listed.failures).toEqual([]);

    const theirs = await attached();
    await furnish(theirs.sandbox, name);
    const stack = pulumi(dir, name, theirs);
    await stack.init();
    const up = await stack.done("up");

    const updated = await theirs.calls();
    expect(rehearsed.filter(({ status }) => status >= 500)).toEqual([]);
    expect(writes(rehearsed)).toEqual(writes(updated));
    expect(reads(rehearsed)).toEqual(reads(updated));
    const names = (all: readonly { readonly urn: string }[]) => all.map(({ urn }) => urn.split("::").slice(2).join("::")).sort();
    expect(names(evaluation.registrations)).toEqual(names(up.steps));
    expect(names(listed.registrations)).toEqual(names(up.steps));
  });
});
