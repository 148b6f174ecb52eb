import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../src/experiment";
import { documentName } from "../../src/sandbox/ssm/documents/catalogue";
import { isoDuration } from "../../src/words";
import { planOf } from "./plans";
import { samples } from "./samples";

/** AWS's scenario library as it was read from the guide; kept outside of this repository. */
const FILE = join(__dirname, "..", "..", "..", "shared", "fis", "actions.json");

interface Theirs {
  readonly name?: string;
  readonly actionId: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly startAfter?: readonly string[];
  readonly target?: { readonly tag?: string; readonly selectionMode?: string };
}

interface Scenario {
  readonly name: string;
  readonly totalDuration?: string;
  readonly actions: readonly Theirs[];
}

/** AWS's name → ours. */
const OURS: Readonly<Record<string, string>> = {
  "EC2 stress: instance failure": "ec2-instance-failure",
  "EC2 stress: Disk": "ec2-disk-stress",
  "EC2 stress: CPU": "ec2-cpu-stress",
  "EC2 stress: Memory": "ec2-memory-stress",
  "EC2 stress: Network Latency": "ec2-network-latency",
  "EKS stress: Pod Delete": "eks-pod-delete",
  "EKS stress: CPU": "eks-cpu-stress",
  "EKS stress: Disk": "eks-disk-stress",
  "EKS stress: Memory": "eks-memory-stress",
  "EKS stress: Network latency": "eks-network-latency",
  "AZ Availability: Power Interruption": "az-power-interruption",
  "AZ: Application Slowdown": "az-application-slowdown",
  "Cross-AZ: Traffic Slowdown": "cross-az-traffic-slowdown",
  "Cross-Region: Connectivity": "cross-region-connectivity",
  "EBS: Sustained Latency": "ebs-sustained-latency",
  "EBS: Increasing Latency": "ebs-increasing-latency",
  "EBS: Intermittent Latency": "ebs-intermittent-latency",
  "EBS: Decreasing Latency": "ebs-decreasing-latency",
};

/** What ours do otherwise on purpose. */
const OTHERWISE = {
  /** Its replication pauses with all Regions: naming one says no more. */
  "aws:memorydb:multi-region-cluster-pause-replication": ["region"],
  /** FIS watches the command a minute longer than it runs, so that its clean-up is over. */
  "aws:ssm:send-command": ["duration"],
} as Readonly<Record<string, readonly string[]>>;

const library: readonly Scenario[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")).scenarioLibrary : [];
const ifThere = library.length > 0 ? test : test.skip;

/** `<az>` and words are no values; the duration of a step is ours to choose where AWS says no more. */
function stated(actionId: string, parameters: Readonly<Record<string, unknown>> = {}): readonly [string, string][] {
  return Object.entries(parameters).flatMap(([key, value]): [string, string][] => {
    if (OTHERWISE[actionId]?.includes(key)) return [];
    if (key === "documentParameters" && typeof value === "object")
      return stated("document", value as Record<string, unknown>) as [string, string][];
    const text = String(value);
    return /[<>]| per |experiment duration|^$/.test(text) ? [] : [[key, key === "documentArn" ? documentName(text) : text]];
  });
}

ifThere("every scenario of AWS's library is one of ours", () => {
  expect(library.map(({ name }) => name).sort()).toEqual(Object.keys(OURS).sort());
});

describe.each(Object.entries(OURS))("%s", (name, ours) => {
  const theirs = library.find((scenario) => scenario.name === name)?.actions ?? [];

  ifThere("has its actions, each with the parameters that AWS's guide states, and no others", () => {
    const plan = planOf(samples[ours]?.() ?? { faults: {} });
    for (const their of theirs)
      expect({ theirs: their, found: foundIn(plan, theirs, their)?.name }).toEqual({ theirs: their, found: expect.any(String) });
    const { actions } = plan;
    const ids = new Set(theirs.map(({ actionId }) => actionId));
    const more = actions.filter((action) => action.injectsFault && !ids.has(action.actionId));
    expect(more.map((action) => action.name)).toEqual([]);
  });
});

describe.each(Object.entries(OURS))("%s, step by step", (name, ours) => {
  const scenario = library.find((one) => one.name === name);
  const theirs = scenario?.actions ?? [];
  const plan = planOf(samples[ours]?.() ?? { faults: {} });
  const found = (their: Theirs | undefined) => their && foundIn(plan, theirs, their);

  ifThere("begins each action when AWS's does", () => {
    const named = theirs.some((their) => their.name !== undefined);
    theirs.forEach((their, index) => {
      const mine = found(their);
      // Where the guide names no action it tells them in their order.
      const stepped = !named && theirs[index - 1]?.actionId === their.actionId ? [found(theirs[index - 1])?.name] : [];
      const after = their.startAfter
        ? theirs.filter((one) => their.startAfter?.includes(one.name ?? "")).map((one) => found(one)?.name)
        : stepped;
      if (LATER.includes(mine?.name ?? "")) return;
      expect({ their, after: faultsBefore(plan, mine?.after ?? []).sort() }).toEqual({ their, after: [...after].sort() });
    });
  });

  ifThere("finds its targets by AWS's own tag", () => {
    for (const their of theirs) {
      const tag = their.target?.tag;
      const mine = found(their);
      const target = plan.targets.find((one) => Object.values(mine?.targets ?? {}).includes(one.name));
      if (tag !== undefined) expect(tagsSaid(tag)).toContainEqual(target?.tags);
      if (their.target?.selectionMode) expect(target?.selectionMode).toBe(their.target.selectionMode);
    }
  });

  ifThere("lasts as long as AWS's", () => {
    const said = /^PT\S+/.exec(scenario?.totalDuration ?? "")?.[0];
    if (said !== undefined) expect(isoDuration(lengthOf(plan))).toBe(said);
  });
});

/** Ours waits until the network is back, and its page says so. */
const LATER: readonly string[] = ["disrupt-s3-express"];

/** The action of ours that stands for one of theirs: the first with its parameters that stands for none before it. */
function foundIn({ actions }: Plan, theirs: readonly Theirs[], their: Theirs): Plan["actions"][number] | undefined {
  const taken = new Set<string>();
  for (const one of theirs) {
    const wanted = stated(one.actionId, one.parameters);
    const found = actions.find((action) => {
      const { documentParameters, documentArn, ...plain } = action.parameters;
      const has: Readonly<Record<string, string>> = {
        ...plain,
        ...(documentArn === undefined ? {} : { documentArn: documentName(documentArn) }),
        ...(JSON.parse(documentParameters ?? "{}") as object),
        // AWS says the default aloud.
        ...(one.actionId.includes("asg-insufficient") ? { percentage: "100" } : {}),
      };
      return action.actionId === one.actionId && !taken.has(action.name) && wanted.every(([key, value]) => same(has[key], value));
    });
    if (one === their) return found;
    if (found) taken.add(found.name);
  }
  return undefined;
}

/** The faults that an action waits for, waits between them aside. */
function faultsBefore({ actions }: Plan, after: readonly string[]): string[] {
  return after.flatMap((name) => {
    const action = actions.find((one) => one.name === name);
    return action?.injectsFault ? [name] : faultsBefore({ actions } as Plan, action?.after ?? []);
  });
}

/** From the first action's beginning to the last one's end. */
function lengthOf({ actions }: Plan): number {
  const end = (name: string): number => {
    const action = actions.find((one) => one.name === name);
    return action
      ? Math.max(0, ...action.after.map(end)) + (action.actionId === "aws:ssm:send-command" ? documentMs(action) : action.durationMs)
      : 0;
  };
  return Math.max(...actions.map(({ name }) => end(name)));
}

function documentMs({ parameters }: Plan["actions"][number]): number {
  const { DurationSeconds = "0" } = JSON.parse(parameters.documentParameters ?? "{}") as { readonly DurationSeconds?: string };
  return Number(DurationSeconds) * 1_000;
}

/** `Key=One (text) / Two (JSON)` → both: the guide's text and its JSON disagree. */
function tagsSaid(text: string): readonly object[] {
  const ways = text.split(" / ").map((way) => way.replace(/ *\(.*$/, ""));
  const [first = ""] = ways;
  return ways.map((way) => {
    const [key = "", value] = way.split("=");
    return value === undefined ? { [first.split("=")[0] ?? ""]: key } : { [key]: value };
  });
}

/** FIS takes truth values in any case. */
function same(ours: string | undefined, theirs: string): boolean {
  return ours?.toLowerCase() === theirs.toLowerCase();
}
