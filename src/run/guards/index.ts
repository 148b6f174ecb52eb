import { askedFirst, askedLast, NOT_WAITED_FOR, type PREFLIGHT } from "../../analysis";
import type { TargetState } from "../../journal";
import { messageOf } from "../../words";
import type { Context } from "../context";
import { every, PATIENCE } from "../patience";
import type { Answer, Check, Look } from "./check";
import { activeExperiments, experimentFree, guardsDeclared, noResidue, safetyLever, storeWritable } from "./platform";
import { rolePermissions } from "./role";
import { targetsFound, targetsHealthy } from "./targets";
import { templateAsPlanned } from "./template";
import { guardAlarms, guardMetrics, heartbeatAlarm, traffic } from "./watchers";

/** Everything that must be so before anything is touched, in reading order. Not knowing counts as no. */
export const CHECKS: Readonly<Record<(typeof PREFLIGHT)[number], Check>> = {
  "store-writable": storeWritable,
  "guards-declared": guardsDeclared,
  "template-as-planned": templateAsPlanned,
  "role-permissions": rolePermissions,
  "safety-lever": safetyLever,
  "experiment-free": experimentFree,
  "active-experiments": activeExperiments,
  "residue-of-earlier-runs": noResidue,
  "guard-alarms": guardAlarms,
  "heartbeat-alarm": heartbeatAlarm,
  "guard-metrics": guardMetrics,
  traffic,
  "targets-found": targetsFound,
  "targets-healthy": targetsHealthy,
};

/** A demand of the run as a check; one that this conductor was not handed cannot be answered. */
function demandOf(context: Context, name: string): Check {
  const demand = context.demands.find((candidate) => candidate.name === name);
  return {
    name,
    patienceMs: 0,
    look: async () => {
      if (!demand) return { answer: "unknown", message: "who conducts the run now cannot tell: start a new run", facts: {} };
      const { answer, message, facts = {} } = await demand.look(context.clock.now());
      return { answer, message, facts };
    },
  };
}

function checkOf(name: string): Check {
  const check = Object.values(CHECKS).find((candidate) => candidate.name === name);
  if (!check) throw new RangeError(`there is no check named ${name}`);
  return check;
}

/** Asks every check of a list, and writes each answer down. All of them are asked, so that everything wrong is known at once. */
export async function runChecks(context: Context, list: "preflight" | "last-look", signal: AbortSignal): Promise<void> {
  const look = lookOf(context, signal);
  let isRefused = false;
  const { created } = context.session.state;
  for (const name of (list === "preflight" ? askedFirst : askedLast)(created)) {
    if (signal.aborted) return;
    if (context.session.state.answers[name] !== undefined) continue;
    const plain = name.replace(/^start\//, "");
    const check = created?.demands?.includes(plain) ? demandOf(context, plain) : checkOf(plain);
    // After a refusal nothing is waited for, and in the last look neither.
    const answer = await ask(context, check, look, isRefused || list === "last-look" ? 0 : check.patienceMs, signal);
    if (signal.aborted) return;
    // What only needs time is not waited for when the start is refused anyway, and is no reason of its own.
    const isLeft = isRefused && answer.answer === "wait";
    isRefused ||= answer.answer !== "ok";
    await context.record(
      {
        type: "preflight-answered",
        check: name,
        answer: isLeft ? "unknown" : answer.answer === "wait" ? "refused" : answer.answer,
        message: isLeft ? `not waited for, because the start is refused: ${answer.message}` : answer.message,
        facts: isLeft ? { ...answer.facts, [NOT_WAITED_FOR]: true } : answer.facts,
      },
      () => !signal.aborted,
    );
  }
}

async function ask(context: Context, check: Check, look: Look, patienceMs: number, signal: AbortSignal): Promise<Answer> {
  const { clock } = context;
  const began = clock.now();
  for (;;) {
    const waitedMs = clock.now() - began;
    const answer = await context
      .call(check.name, (call) => check.look({ ...look, waitedMs, signal: call }), { signal })
      .catch(
        (thrown): Answer => ({ answer: "unknown", message: `it could not be found out: ${messageOf(thrown)}`.slice(0, 500), facts: {} }),
      );
    const mayChange = answer.answer === "wait" || answer.answer === "unknown";
    if (!mayChange || waitedMs >= patienceMs || signal.aborted) return answer;
    await clock.sleep(every(PATIENCE.settlePause, clock.speed), signal);
  }
}

function lookOf(context: Context, signal: AbortSignal): Look {
  let seen: Promise<readonly TargetState[]> | undefined;
  const observe = async () => {
    const states = await context.ports.targets.observe(context.manifest, [], { signal });
    await context.record({ type: "targets-observed", when: "before", states });
    return states;
  };
  return { context, signal, waitedMs: 0, targets: () => (seen ??= observe()) };
}
