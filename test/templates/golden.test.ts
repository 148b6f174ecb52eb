import { readFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../../src/analysis";
import { compile, type Plan } from "../../src/experiment";
import { type Entry, flawIn } from "../../src/journal";
import { renderHtml, renderJson, reportModel } from "../../src/report";
import { digHoles } from "../../src/words";
import { azPowerInterruption, ec2InstanceFailure, eksPodDelete, instanceTermination, onePodOfTen, type Scenario } from "../../templates";
import { sound } from "../experiment/definitions";

const zoneParts = ["autoScalingGroups", "subnets"] as const;
const zone = { zone: "us-east-1a", lasts: "4m" } as const;

/** Each journal of a real rehearsal, the verdict it stands for, and its scenario with the options of the reference program. */
const goldens: readonly { readonly file: string; readonly verdict: string; scenario(plan: Plan): Scenario }[] = [
  {
    file: "az-power-interruption/journal.json",
    verdict: "passed",
    scenario: () => azPowerInterruption({ ...zone, parts: [...zoneParts, "databases"] }),
  },
  {
    file: "az-power-interruption/journal.aborted.json",
    verdict: "aborted",
    scenario: () => azPowerInterruption({ ...zone, parts: zoneParts }),
  },
  {
    file: "instance-termination/journal.json",
    verdict: "passed",
    scenario: () => instanceTermination({ tags: { Service: "web" }, watchFor: "3m" }),
  },
  {
    file: "eks-pod-delete/journal.json",
    verdict: "passed",
    scenario: ({ targets }) =>
      eksPodDelete({
        // The cluster's name has a random end.
        cluster: targets[0]?.parameters.clusterIdentifier ?? "",
        namespace: "shop",
        deployment: "orders",
        serviceAccount: "faultline",
        replicas: "6 pods",
        select: "3 of them",
        gracePeriod: "0s",
        watchFor: "3m",
      }),
  },
  {
    file: "ec2-instance-failure/journal.json",
    verdict: "passed",
    scenario: () => ec2InstanceFailure({ tags: { Service: "web" }, lasts: "3m", replaced: true }),
  },
  {
    file: "one-pod-of-ten/journal.json",
    verdict: "passed",
    scenario: ({ targets }) =>
      onePodOfTen({
        // The cluster's name has a random end.
        cluster: targets[0]?.parameters.clusterIdentifier ?? "",
        namespace: "shop",
        deployment: "orders",
        serviceAccount: "faultline",
        replicas: 6,
        watchFor: "3m",
      }),
  },
];

function journal(file: string): { readonly text: string; readonly entries: readonly Entry[] } {
  const text = readFileSync(join(__dirname, "../../templates", file), "utf8");
  return { text, entries: JSON.parse(text) as readonly Entry[] };
}

function planIn(entries: readonly Entry[]): Plan {
  const event = entries[0]?.event;
  if (event?.type !== "run-created") throw new Error("the journal does not begin with its run");
  return event.manifest.plan;
}

describe.each(goldens)("templates/$file", ({ file, verdict, scenario }) => {
  const { text, entries } = journal(file);

  test("its chain of hashes holds", () => {
    expect(entries.length).toBeGreaterThan(20);
    expect(flawIn(entries)).toBeUndefined();
  });

  test(`is judged ${verdict} today, too`, () => {
    expect(judge(entries)).toMatchObject({ kind: verdict });
    expect(entries.findLast(({ event }) => event.type === "judged")?.event).toMatchObject({ verdict: { kind: verdict } });
  });

  test("its scenario still makes the same actions and targets", () => {
    const { faults: _, ...rest } = sound();
    const compiled = compile("golden", digHoles({ ...rest, ...scenario(planIn(entries)), blastRadius: { atMost: "20 resources" } }).value);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    const { actions, targets } = planIn(entries);
    expect(JSON.parse(JSON.stringify({ actions: compiled.value.actions, targets: compiled.value.targets }))).toEqual({ actions, targets });
  });

  test("every beginning of it has a report", () => {
    for (let length = 1; length <= entries.length; length++) {
      const model = reportModel(entries.slice(0, length));
      if (!model) throw new Error(`no report of the first ${length} entries`);
      expect(renderHtml(model)).toContain("</html>");
      expect(renderJson(model)).toMatchObject({ runId: entries[0]?.runId });
    }
  });

  test("names no user, no machine and no path", () => {
    expect(entries[0]?.event).toMatchObject({ by: "golden@example", host: "example" });
    expect(text).not.toMatch(/127\.0\.0\.1|localhost|\/(home|tmp|root|work|Users)\//);
  });
});
