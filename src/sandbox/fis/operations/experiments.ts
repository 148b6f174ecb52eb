import { type Call, type Cloud, type Handler, regionalScope } from "../../kernel/cloud";
import { QUOTAS } from "../catalogue";
import { notFound, quotaExceeded } from "../errors";
import { initialState, isOver } from "../machine";
import { type ExperimentRecord, fisArn, newFisId, type Tables, type Tags } from "../records";
import type { Runner } from "../runner";
import { once } from "../tokens";
import { checkTags } from "../validate/names";
import { experimentSummary, experimentView } from "../views";
import { leverOf } from "./lever";
import { type Paged, paged } from "./page";
import { templateOf } from "./templates";

interface StartInput {
  clientToken?: string;
  experimentTemplateId: string;
  experimentOptions?: { actionsMode?: "run-all" | "skip-all" };
  tags?: Tags;
}

/** The experiment, or ResourceNotFoundException. */
export function experimentOf(tables: Tables, call: Pick<Call, "accountId" | "region">, id: string): ExperimentRecord {
  const record = tables.experiments.in(regionalScope(call)).get(id);
  if (!record) throw notFound(`Experiment with ID ${id} not found.`);
  return record;
}

/** https://docs.aws.amazon.com/fis/latest/APIReference/API_StartExperiment.html and its neighbours */
export function experimentOperations(cloud: Cloud, tables: Tables, runner: Runner) {
  const create = (input: StartInput, call: Call): ExperimentRecord => {
    const scope = regionalScope(call);
    const template = templateOf(tables, call, input.experimentTemplateId);
    checkTags(input.tags ?? {});
    if (runner.active(scope).length >= QUOTAS.activeExperiments) {
      throw quotaExceeded(`You have reached the maximum of ${QUOTAS.activeExperiments} active experiments in this Region.`);
    }
    const id = newFisId(cloud, "EXP");
    const record: ExperimentRecord = {
      id,
      arn: fisArn(call, `experiment/${id}`),
      templateId: template.id,
      content: structuredClone(template.content),
      actionsMode: input.experimentOptions?.actionsMode ?? "run-all",
      tags: input.tags ?? {},
      targetAccounts: structuredClone(template.targetAccounts),
      creationTime: cloud.clock.now(),
      machine: initialState(template.content.actions),
      resolved: [],
      undo: [],
    };
    tables.experiments.in(scope).set(id, record);
    if (leverOf(tables, scope).status === "disengaged") runner.begin(scope, record);
    else runner.cancel(scope, record);
    return record;
  };

  return {
    StartExperiment: (input: StartInput, call) => {
      const scope = regionalScope(call);
      const find = (id: string) => tables.experiments.in(scope).get(id);
      return { experiment: experimentView(once(tables, scope, call.operation, input.clientToken, input, find, () => create(input, call))) };
    },

    /** Answers at once with what the stop has led to so far: mostly `stopping`. What is over stays as it ended. */
    StopExperiment: (input: { id: string }, call) => {
      const record = experimentOf(tables, call, input.id);
      if (!isOver(record.machine)) runner.stop(record.id, "user");
      return { experiment: experimentView(record) };
    },

    GetExperiment: (input: { id: string }, call) => ({ experiment: experimentView(experimentOf(tables, call, input.id)) }),

    ListExperiments: (input: Paged & { experimentTemplateId?: string }, call) => {
      const { experimentTemplateId: of } = input;
      const all = tables.experiments.in(regionalScope(call)).values();
      const mine = all.filter((record) => of === undefined || record.templateId === of);
      return paged("experiments", mine.map(experimentSummary), input);
    },

    ListExperimentResolvedTargets: (input: Paged & { experimentId: string; targetName?: string }, call) => {
      const { targetName: of } = input;
      const { resolved } = experimentOf(tables, call, input.experimentId);
      const mine = resolved.filter((one) => of === undefined || one.targetName === of);
      const views = mine.map(({ resourceType, targetName, information }) => ({ resourceType, targetName, targetInformation: information }));
      return paged("resolvedTargets", views, input);
    },
  } satisfies Record<string, Handler>;
}
