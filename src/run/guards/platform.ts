import { flawIn } from "../../journal";
import { PATIENCE } from "../patience";
import { EXPERIMENT_TAG, RUN_TAG } from "../perform/start";
import { type Check, ok, refused } from "./check";

/** https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html */
const ACTIVE_EXPERIMENTS = 5;

/** The name of the lease by which one run at a time uses an experiment. */
export function experimentLease(manifest: {
  readonly accountId: string;
  readonly region: string;
  readonly plan: { readonly name: string };
}): string {
  return `experiment:${manifest.accountId}/${manifest.region}/${manifest.plan.name}`;
}

/** What was written is there and unbroken. Had writing failed, the run would not have come this far. */
export const storeWritable: Check = {
  name: "store-writable",
  patienceMs: 0,
  look: async ({ context }) => {
    const entries = await context.store.read(context.session.runId);
    const flaw = flawIn(entries);
    if (flaw) return refused(`the journal is broken: ${flaw.message}`);
    return entries.length > 0
      ? ok("the journal is written and reads back unbroken")
      : refused("what was written to the journal is not there");
  },
};

export const guardsDeclared: Check = {
  name: "guards-declared",
  patienceMs: 0,
  look: async ({ context: { plan, manifest } }) => {
    const without = plan.guards.filter((guard) => !manifest.alarms.some((alarm) => alarm.guard === guard.name)).map((guard) => guard.name);
    if (without.length > 0) return refused(`no alarm was made for ${without.join(", ")}: run pulumi up`, { without });
    if (plan.guards.length > 0)
      return ok(plan.guards.map((guard) => guard.name).join(", "), { guards: plan.guards.map((guard) => guard.name) });
    if (plan.guardWaiver) return ok(`NO GUARD, waived by ${plan.guardWaiver.by}: ${plan.guardWaiver.reason}`, { waiver: plan.guardWaiver });
    return refused("no guard, and nobody has waived it: declare a guard");
  },
};

export const safetyLever: Check = {
  name: "safety-lever",
  patienceMs: 0,
  look: async ({ context, signal }) => {
    const state = await context.ports.injector.safetyLever({ signal });
    if (state === "disengaged") return ok("the safety lever is disengaged");
    return refused(`the safety lever of the account is ${state}: whoever engaged it must disengage it`, { state });
  },
};

/**
 * One run at a time uses an experiment. The record alone does not tell: the fault of a run whose conductor died may still be on, and this run's beats
 * would keep the dead-man's switch of both quiet. So FIS is asked too, and nothing beats before.
 */
export const experimentFree: Check = {
  name: "experiment-free",
  patienceMs: 0,
  look: async ({ context: { store, session, manifest, ports }, signal }) => {
    const name = experimentLease(manifest);
    if (!(await store.lease(name, session.runId, PATIENCE.leaseReal))) {
      const other = await store.leaseOf(name);
      return refused(`run ${other?.holder ?? "?"} uses this experiment: wait for its end, or stop it`, { other: other?.holder ?? null });
    }
    const still = (await ports.injector.activeExperiments({ signal })).find(
      ({ templateId, tags }) =>
        (templateId === manifest.templateId || tags[EXPERIMENT_TAG] === manifest.plan.name) && tags[RUN_TAG] !== session.runId,
    );
    if (!still) return ok("no other run uses this experiment, and nothing of it is active");
    const of = still.tags[RUN_TAG];
    return refused(`${still.id} of this experiment is still active${of ? `, of run ${of}` : ""}: wait for its end, or stop it`, {
      other: still.id,
    });
  },
};

export const activeExperiments: Check = {
  name: "active-experiments",
  patienceMs: 0,
  look: async ({ context, signal }) => {
    const active = (await context.ports.injector.activeExperiments({ signal })).map(({ id }) => id);
    if (active.length < ACTIVE_EXPERIMENTS)
      return ok(`${active.length} of ${ACTIVE_EXPERIMENTS} experiments of the account are active`, { active });
    return refused(`${active.length} experiments are active, and FIS allows ${ACTIVE_EXPERIMENTS}: wait until one has ended`, { active });
  },
};

export const noResidue: Check = {
  name: "residue-of-earlier-runs",
  patienceMs: 0,
  look: async ({ context, signal }) => {
    const items = await context.ports.targets.residue(context.manifest, { signal });
    if (items.length === 0) return ok("nothing is left of earlier experiments");
    return refused(`left of an earlier experiment: ${items.map((item) => `${item.what} ${item.id}`).join(", ")}: undo it first`, { items });
  },
};
