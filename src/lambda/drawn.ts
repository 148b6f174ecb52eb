import type { DrawnMark, Manifest } from "../experiment";
import type { Demand, RunPorts } from "../run";
import { type ChaosSettings, groupsOf, isOpen, type OutageProbe, outageGate } from "../schedule";
import { durationMs, formatProblem, messageOf, parseArn } from "../words";
import type { Bag } from "./bag";
import { readChaos } from "./chaos";

const ALARMS_WITHIN_MS = 10_000;
const STATUS_WITHIN_MS = 5_000;

export interface DrawnRun {
  readonly bag: Bag;
  readonly experiment: string;
  readonly drawn: DrawnMark;
  readonly ports: Pick<RunPorts, "alarms">;
  readonly manifest: () => Promise<Manifest>;
}

/** What a drawn run demands at its start, hours after its plan: that it still may be drawn, and that nobody tells of an outage. */
export function drawnDemands(run: DrawnRun): readonly Demand[] {
  return [
    { name: "drawn", look: (now) => stillDrawn(run, now) },
    { name: "outage-gate", look: () => gate(run) },
  ];
}

type Looked = Awaited<ReturnType<Demand["look"]>>;

const refused = (message: string): Looked => ({ answer: "refused", message });

/** Settings may have changed since the plan: a leash, a blackout, an app that was switched off hold at once. */
async function stillDrawn({ bag, drawn, experiment }: DrawnRun, now: number): Promise<Looked> {
  const read = await readChaos(bag);
  if (!read.ok) return refused(`nothing says that drawn runs may happen: ${read.message}`);
  const { settings } = read.document;
  if (settings.leashed !== false) return refused("randomised chaos is on its leash now");
  if (!isOpen(settings, now))
    return refused(`drawn runs may not start at ${new Date(now).toISOString()}: outside of the windows, or a blackout`);
  const group = groupsOf(settings).find(({ id }) => id === drawn.group);
  if (!group?.enabled || !group.members.some((member) => member.experiment === experiment))
    return refused(`${drawn.group} takes no part in randomised chaos any more with ${experiment}`);
  return { answer: "ok", message: `drawn for ${drawn.group} on ${drawn.date}`, facts: { ...drawn } };
}

async function gate(run: DrawnRun): Promise<Looked> {
  const read = await readChaos(run.bag);
  if (!read.ok) return refused(`the outage gate is not known: ${read.message}`);
  const { settings } = read.document;
  const probes = (await Promise.all([alarmProbes(run, settings), statusProbes(run.bag, settings)])).flat();
  const answer = outageGate(probes);
  const facts = { probes: probes.map(({ name, answer: said }) => `${name}: ${said}`) };
  if (answer.go) return { answer: "ok", message: `nobody tells of an outage: ${probes.map(({ name }) => name).join(", ")}`, facts };
  return { answer: "refused", message: answer.reasons.map(formatProblem).join("; ").replace(/\s+/g, " ").slice(0, 1_000), facts };
}

/** The alarms of the settings or, without a gate in the settings, those of the experiment's guards. */
async function alarmProbes({ ports, manifest }: DrawnRun, { outageGate: places }: ChaosSettings): Promise<readonly OutageProbe[]> {
  let arns: readonly string[] = [];
  try {
    const { roleArn, region, accountId, alarms } = await manifest();
    const partition = parseArn(roleArn)?.partition ?? "aws";
    arns = places
      ? (places.alarms ?? []).map((name) => `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`)
      : alarms.map(({ arn }) => arn);
    if (arns.length === 0) return [];
    const states = await ports.alarms.states(arns, { signal: AbortSignal.timeout(ALARMS_WITHIN_MS) });
    return arns.map((arn): OutageProbe => {
      const { state, reason } = states[arn] ?? { state: "missing", reason: "" };
      const name = `alarm ${arn.split(":alarm:").at(-1)}`;
      if (state === "OK") return { name, answer: "clear" };
      return state === "ALARM"
        ? { name, answer: "outage", detail: reason }
        : { name, answer: "unknown", detail: state === "missing" ? "there is no such alarm" : `${state} ${reason}` };
    });
  } catch (thrown) {
    return [{ name: "alarms", answer: "unknown", detail: messageOf(thrown).slice(0, 300) }];
  }
}

function statusProbes(bag: Pick<Bag, "get">, { outageGate: places }: ChaosSettings): Promise<readonly OutageProbe[]> {
  return Promise.all(
    (places?.status ?? []).map(async ({ url, within }): Promise<OutageProbe> => {
      // Queries may hold keys.
      const name = `status ${url.split(/[?#]/)[0]}`;
      try {
        const status = await bag.get(url, within === undefined ? STATUS_WITHIN_MS : durationMs(within));
        if (status >= 200 && status < 300) return { name, answer: "clear" };
        return { name, answer: status >= 500 && status < 600 ? "outage" : "unknown", detail: `it answered ${status}` };
      } catch (thrown) {
        return { name, answer: "unknown", detail: messageOf(thrown).slice(0, 300) };
      }
    }),
  );
}
