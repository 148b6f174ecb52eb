import {
  type FisClient,
  GetExperimentCommand,
  GetExperimentTemplateCommand,
  ListExperimentResolvedTargetsCommand,
  ListExperimentsCommand,
  StartExperimentCommand,
  StopExperimentCommand,
} from "@aws-sdk/client-fis";
import type { ResolvedTarget } from "../../journal";
import { type CallOptions, type ExperimentObservation, type FaultInjector, isTerminal } from "../../run";
import { isRefusal, isRetryable, nameOf } from "../errors";
import { type Change, sendRaw } from "./raw";
import { actionStatus, experimentReply, experimentsReply, fisStatus, leverReply, resolvedReply, templateReply } from "./shapes";

/**
 * AWS FIS. `stopper` is a client of its own with no retries: the stop has its own quick ones, and must not wait behind a throttled
 * listing. https://docs.aws.amazon.com/fis/latest/APIReference/Welcome.html
 */
export function fisInjector(
  client: FisClient,
  stopper: FisClient,
  place: { readonly partition: string; readonly region: string; readonly accountId: string },
): FaultInjector {
  const arnOf = (id: string) => `arn:${place.partition}:fis:${place.region}:${place.accountId}:experiment/${id}`;
  const observe = async (from: FisClient, id: string, call?: CallOptions) =>
    observation(experimentReply.parse(await sendRaw(from, new GetExperimentCommand({ id }), call)).experiment);
  const list = (call?: CallOptions) =>
    pages(async (nextToken) => {
      const reply = experimentsReply.parse(await sendRaw(client, new ListExperimentsCommand({ maxResults: 100, nextToken }), call));
      return { items: reply.experiments, nextToken: reply.nextToken };
    });

  return {
    async template(id, call) {
      try {
        const { experimentTemplate } = templateReply.parse(await sendRaw(client, new GetExperimentTemplateCommand({ id }), call));
        const { stopConditions, experimentOptions, actions, targets } = experimentTemplate;
        return {
          id: experimentTemplate.id,
          roleArn: experimentTemplate.roleArn,
          stopConditionArns: stopConditions.flatMap((condition) => (condition.value === undefined ? [] : [condition.value])),
          emptyTargets: experimentOptions.emptyTargetResolutionMode,
          actions: mapValues(actions, ({ actionId, parameters, targets: hit, startAfter }) => ({
            actionId,
            parameters,
            targets: hit,
            after: startAfter,
          })),
          targets: mapValues(targets, ({ resourceType, selectionMode, resourceArns, resourceTags, filters, parameters }) => ({
            resourceType,
            selectionMode,
            arns: resourceArns,
            tags: resourceTags,
            filters,
            parameters,
          })),
        };
      } catch (thrown) {
        if (nameOf(thrown) === "ResourceNotFoundException") return undefined;
        throw thrown;
      }
    },

    async start({ templateId, clientToken, tags }, call) {
      try {
        const command = new StartExperimentCommand({ experimentTemplateId: templateId, clientToken, tags });
        const { experiment } = experimentReply.parse(await sendRaw(client, command, call));
        return { ok: true, id: experiment.id, arn: experiment.arn ?? arnOf(experiment.id) };
      } catch (thrown) {
        // Only an answer is a refusal. After anything else it is not known whether the experiment began.
        if (!isRefusal(thrown)) throw thrown;
        return { ok: false, code: nameOf(thrown), message: thrown.message, retryable: isRetryable(thrown) };
      }
    },

    async findByTag(key, value, call) {
      const found = (await list(call)).find((experiment) => experiment.tags[key] === value);
      return found && { id: found.id, arn: found.arn ?? arnOf(found.id) };
    },

    observe: (id, call) => observe(client, id, call),

    async stop(id, call) {
      try {
        await sendRaw(stopper, new StopExperimentCommand({ id }), call);
      } catch (thrown) {
        // FIS refuses to stop what is over already: that is what was wanted.
        if (!isRefusal(thrown) || isRetryable(thrown) || !isTerminal((await observe(stopper, id, call)).status)) throw thrown;
      }
    },

    async resolvedTargets(id, call) {
      const items = await pages(async (nextToken) => {
        const command = new ListExperimentResolvedTargetsCommand({ experimentId: id, maxResults: 100, nextToken });
        const reply = resolvedReply.parse(await sendRaw(client, command, call));
        return { items: reply.resolvedTargets, nextToken: reply.nextToken };
      });
      return items.map(({ resourceType, targetName, targetInformation }) => resolved(resourceType, targetName, targetInformation));
    },

    activeExperiments: async (call) =>
      (await list(call))
        .filter(({ state }) => !isTerminal(fisStatus.parse(state.status)))
        .map(({ id, experimentTemplateId: templateId, tags }) => ({ id, templateId, tags })),

    async safetyLever(call) {
      return (await lever(client, call, {})).safetyLever.state.status;
    },

    async engageSafetyLever(reason, call) {
      try {
        await lever(stopper, call, { method: "PATCH", path: (path) => `${path}/state`, body: { state: { status: "engaged", reason } } });
      } catch (thrown) {
        // AWS refuses to engage what is engaged: that is what was wanted.
        if (!isRefusal(thrown) || (await lever(stopper, call, {})).safetyLever.state.status === "disengaged") throw thrown;
      }
    },
  };
}

/** One lever per account and Region, which this version of the client cannot name: an ordinary command on another path. */
async function lever(client: FisClient, call: CallOptions | undefined, change: Change) {
  const path = (given: string) =>
    (change.path ?? ((same: string) => same))(given.replace(/\/experiments\/default$/, "/safetyLevers/default"));
  const reply = await sendRaw(client, new GetExperimentCommand({ id: "default" }), call, { ...change, path });
  return leverReply.parse(reply);
}

function observation(experiment: ReturnType<typeof experimentReply.parse>["experiment"]): ExperimentObservation {
  const { state, startTime, endTime, actions } = experiment;
  return {
    status: fisStatus.parse(state.status),
    reason: state.reason,
    errorCode: state.error?.code ?? null,
    startedAt: startTime ?? null,
    endedAt: endTime ?? null,
    actions: mapValues(actions, (action) => ({
      status: actionStatus.parse(action.state?.status ?? "pending"),
      reason: action.state?.reason ?? "",
      startedAt: action.startTime ?? null,
      endedAt: action.endTime ?? null,
    })),
  };
}

/** A pod has no ARN: its name in its namespace stands for it. */
function resolved(resourceType: string, target: string, info: Readonly<Record<string, string>>): ResolvedTarget {
  const find = (pattern: RegExp) => Object.entries(info).find(([key]) => pattern.test(key))?.[1];
  const pod = find(/^pod_?name$/i);
  const namespace = find(/^namespace$/i);
  const arn = Object.values(info).find((value) => value.startsWith("arn:"));
  const id = pod === undefined ? (arn ?? Object.values(info).join("/")) : `${namespace ?? "default"}/${pod}`;
  return { target, resourceType, id, zone: find(/zone/i) ?? null, info };
}

async function pages<T>(
  page: (nextToken: string | undefined) => Promise<{ readonly items: readonly T[]; readonly nextToken: string | undefined }>,
) {
  const all: T[] = [];
  let nextToken: string | undefined;
  do {
    const reply = await page(nextToken);
    all.push(...reply.items);
    nextToken = reply.nextToken;
  } while (nextToken !== undefined);
  return all;
}

function mapValues<T, R>(map: Readonly<Record<string, T>>, change: (value: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
