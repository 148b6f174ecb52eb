import { parsePercent } from "../words";
import { compileMetric, compileThreshold } from "./compile-metric";
import type { ActionPlan, CheckPlan, EffectPlan, GuardPlan, Plan } from "./plan";
import { join, type Reader } from "./read";

/** FIS takes five stop conditions; one of them is the dead-man's switch. */
const MAX_GUARDS = 4;
/** The dead-man's switch is called so. */
const HEARTBEAT = "heartbeat";

export function compileChecks(reader: Reader, value: unknown): readonly CheckPlan[] {
  const entries = reader.named(value, "steadyState", "the steady state");
  if (entries.length === 0)
    reader.add({
      code: "missing",
      path: "steadyState",
      message: "nothing says what normal is",
      remedy: "Name at least one check, for example the error rate.",
    });
  return entries.flatMap(([name, item]) => {
    const path = join("steadyState", name);
    const check = reader.object(item, path, "a check", ["metric", "is", "duringFault", "tolerate"]);
    if (!check) return [];
    const metric = compileMetric(reader, check.metric, join(path, "metric"));
    const normal = compileThreshold(reader, check.is, join(path, "is"), metric);
    const duringFault =
      check.duringFault === undefined ? normal : compileThreshold(reader, check.duringFault, join(path, "duringFault"), metric);
    const tolerate =
      check.tolerate === undefined ? 0 : reader.parsed(check.tolerate, join(path, "tolerate"), "the tolerance", parsePercent, '"10%"');
    if (tolerate !== undefined && (tolerate < 0 || tolerate >= 100)) {
      reader.add({
        code: "out-of-range",
        path: join(path, "tolerate"),
        message: "the tolerance would let everything pass",
        given: check.tolerate,
        allowed: "0% to below 100%",
        remedy: "Lower it.",
      });
    }
    return metric && normal && duringFault && tolerate !== undefined
      ? [{ name, metric, normal, duringFault, tolerate: tolerate / 100 }]
      : [];
  });
}

export function compileGuards(reader: Reader, value: unknown): readonly GuardPlan[] {
  const entries = reader.named(value, "guards", "the guards");
  if (entries.length > MAX_GUARDS)
    reader.add({
      code: "too-many",
      path: "guards",
      message: `there are ${entries.length} guards`,
      allowed: `at most ${MAX_GUARDS} (FIS takes five stop conditions; one is the dead-man's switch)`,
      remedy: "Join some of them in one metric expression.",
    });
  return entries.flatMap(([name, item]) => {
    const path = join("guards", name);
    if (name === HEARTBEAT)
      reader.add({
        code: "bad-name",
        path,
        message: "the dead-man's switch has this name",
        given: name,
        allowed: "any other name",
        remedy: "Rename it.",
      });
    const guard = reader.object(item, path, "a guard", ["metric", "breachedWhen", "datapoints", "missingData"]);
    if (!guard) return [];
    const metric = compileMetric(reader, guard.metric, join(path, "metric"));
    const breachedWhen = compileThreshold(reader, guard.breachedWhen, join(path, "breachedWhen"), metric);
    const missingData = reader.oneOf(
      guard.missingData,
      join(path, "missingData"),
      "missingData",
      ["breaching", "notBreaching"] as const,
      "breaching",
    );
    const points =
      guard.datapoints === undefined
        ? { bad: 1, of: 1 }
        : reader.object(guard.datapoints, join(path, "datapoints"), "the datapoints", ["bad", "of"]);
    const [bad, of] = [Number(points?.bad), Number(points?.of)];
    if (!Number.isInteger(bad) || !Number.isInteger(of) || bad < 1 || of < bad || of > 10) {
      reader.add({
        code: "bad-datapoints",
        path: join(path, "datapoints"),
        message: "so many bad samples of so many cannot be",
        given: guard.datapoints,
        allowed: "1 ≤ bad ≤ of ≤ 10",
        remedy: "Correct the numbers.",
      });
      return [];
    }
    return metric && breachedWhen ? [{ name, metric, breachedWhen, bad, of, missingData }] : [];
  });
}

export function compileWaiver(reader: Reader, value: unknown, guards: number): Plan["guardWaiver"] {
  if (value === undefined) {
    if (guards === 0)
      reader.add({
        code: "no-guard",
        path: "guards",
        message: "no guard would stop the experiment when the system suffers",
        remedy: "Name at least one guard, or write a guardWaiver with a name and a reason.",
      });
    return null;
  }
  const waiver = reader.object(value, "guardWaiver", "the waiver", ["by", "reason"]);
  const by = waiver && reader.text(waiver.by, "guardWaiver.by", "who waives the guard", { max: 256, remedy: "Name the person." });
  const reason = waiver && reader.text(waiver.reason, "guardWaiver.reason", "why the guard is waived", { max: 1_024, remedy: "Say why." });
  if (guards > 0)
    reader.add({
      code: "needless-waiver",
      path: "guardWaiver",
      message: "the experiment has guards and waives them too",
      remedy: "Remove the waiver.",
    });
  return by && reason ? { by, reason } : null;
}

export function compileEffects(reader: Reader, value: unknown, actions: readonly ActionPlan[]): readonly EffectPlan[] {
  const injecting = actions.filter((action) => action.injectsFault).map((action) => action.name);
  const effects = reader.named(value, "effect", "the effects").flatMap(([name, item]) => {
    const path = join("effect", name);
    const probe = reader.object(item, path, "an effect", ["metric", "becomes", "of"]);
    if (!probe) return [];
    const metric = compileMetric(reader, probe.metric, join(path, "metric"));
    const becomes = compileThreshold(reader, probe.becomes, join(path, "becomes"), metric);
    const of = compileNames(reader, probe.of, join(path, "of")) ?? injecting;
    for (const fault of of.filter((fault) => !injecting.includes(fault))) {
      reader.add({
        code: "unknown-fault",
        path: join(path, "of"),
        message: "there is no fault of this name",
        given: fault,
        allowed: injecting.join(", "),
        remedy: "Name a fault of this experiment.",
      });
    }
    return metric && becomes ? [{ name, metric, becomes, of }] : [];
  });
  const covered = new Set(effects.flatMap((effect) => effect.of));
  for (const action of actions) {
    if (action.injectsFault && action.visibleIn === "metric" && !covered.has(action.name) && value === undefined) {
      reader.add({
        code: "no-evidence",
        path: "effect",
        message: `nothing would show that "${action.name}" took effect: ${action.actionId} cannot be seen in the state of its targets`,
        remedy: "Name a metric that moves when it happens, for example the number of running pods.",
      });
    } else if (action.injectsFault && action.visibleIn === "metric" && !covered.has(action.name)) {
      reader.add({
        code: "no-evidence",
        path: "effect",
        message: `no effect is evidence for "${action.name}"`,
        given: [...covered],
        remedy: `Add "${action.name}" to an effect's "of".`,
      });
    }
  }
  return effects;
}

function compileNames(reader: Reader, value: unknown, path: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value as string[];
  reader.add({ code: "not-a-list", path, message: "the faults must be a list of names", given: value, remedy: 'Write them as ["name"].' });
  return [];
}
