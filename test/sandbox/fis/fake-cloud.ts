import { fisService } from "../../../src/sandbox/fis";
import { type VirtualClock, virtualClock } from "../../../src/sandbox/kernel/clock";
import {
  type Bus,
  type Call,
  type Cloud,
  type Handler,
  type Happenings,
  type Principal,
  regionalScope,
} from "../../../src/sandbox/kernel/cloud";
import { AwsError } from "../../../src/sandbox/kernel/error";
import { seededRandom } from "../../../src/sandbox/kernel/random";
import { State } from "../../../src/sandbox/kernel/state";
import type { Impairment, MachinePlane } from "../../../src/sandbox/plane/types";

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/chaos`;
export const ROOT: Principal = { kind: "root", arn: `arn:aws:iam::${ACCOUNT}:root` };
export const SCOPE = regionalScope({ accountId: ACCOUNT, region: REGION });

export interface Seen {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly by: Principal["kind"];
}

/** `service:Operation` → what it answers. */
export type Answers = Record<string, (input: Record<string, unknown>, as: { accountId: string; principal: Principal }) => unknown>;

/** FIS alone, on a clock that moves when told, with every other service played by the test. */
export function fakeCloud(answers: Answers = {}, options: { random?: () => number; denied?: () => readonly string[]; state?: State } = {}) {
  const clock: VirtualClock = virtualClock();
  const state = options.state ?? new State();
  const seen: Seen[] = [];
  const impairments = new Set<Impairment>();
  const changes: Happenings["experiment-state-changed"][] = [];
  const listeners = new Map<string, Set<(happening: never) => void>>();
  const bus: Bus = {
    on: (name, listener) => {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener as (happening: never) => void));
      return () => all.delete(listener as (happening: never) => void);
    },
    emit: (name, happening) => {
      if (name === "experiment-state-changed") changes.push(happening as Happenings["experiment-state-changed"]);
      for (const listener of listeners.get(name) ?? []) listener(happening as never);
    },
  };
  const all: Answers = {
    "sts:AssumeRole": ({ RoleArn }) => ({
      AssumedRoleUser: { Arn: String(RoleArn).replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") },
    }),
    ...answers,
  };
  const plane = {
    impair: (impairment: Impairment) => {
      impairments.add(impairment);
      return () => impairments.delete(impairment);
    },
  } as unknown as MachinePlane;
  const cloud = {
    clock,
    state,
    bus,
    plane,
    random: options.random ?? seededRandom(1),
    defaultAccountId: ACCOUNT,
    newId: (prefix: string) => `${prefix}-1`,
    invoke: async (service: string, operation: string, input: Record<string, unknown>, as: { accountId: string; principal: Principal }) => {
      const iam = `${service}:${operation}`;
      if (as.principal.kind === "role" && options.denied?.().includes(iam)) {
        throw new AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);
      }
      seen.push({ service, operation, input, by: as.principal.kind });
      const answer = all[iam];
      if (!answer) throw new AwsError("InvalidAction", `${iam} is not played by this test`);
      return answer(input, as);
    },
    authorize: (requirements: readonly { action: string }[]) => {
      const refused = requirements.find(({ action }) => options.denied?.().includes(action));
      if (refused) throw new AwsError("AccessDeniedException", `not authorized to perform: ${refused.action}`, 403);
    },
    measure: () => undefined,
    capacityFaults: new Set(),
    tagSources: new Set(),
    endpoint: () => "http://127.0.0.1:9",
    functionProcesses: () => [],
    pods: { list: () => [], delete: async () => undefined },
    log: () => undefined,
  } as unknown as Cloud;
  const fis = fisService(cloud);
  const call = async <T = Record<string, never>>(operation: string, input: object = {}, more: Partial<Call> = {}): Promise<T> => {
    const handler = fis.operations[operation] as Handler;
    const context: Call = { service: "fis", operation, accountId: ACCOUNT, region: REGION, principal: ROOT, requestId: "r", ...more };
    return (await handler(input, context)) as T;
  };
  return { cloud, clock, state, seen, changes, impairments, fis, call, bus };
}

export interface View {
  experiment: {
    id: string;
    arn: string;
    state: { status: string; reason: string; error?: { code: string; location?: string; accountId?: string } };
    actions: Record<string, { state: { status: string; reason: string }; startTime?: Date; endTime?: Date }>;
    startTime?: Date;
    endTime?: Date;
    tags: Record<string, string>;
  };
}

/** A template that is complete but for what the test is about. */
export const template = (more: object = {}) => ({
  description: "a test",
  roleArn: ROLE,
  stopConditions: [{ source: "none" }],
  targets: {},
  actions: { wait: { actionId: "aws:fis:wait", parameters: { duration: "PT1M" } } },
  ...more,
});

/** Creates and starts; gives the experiment's id. */
export async function launch(fake: ReturnType<typeof fakeCloud>, more: object = {}, start: object = {}): Promise<string> {
  const { experimentTemplate } = await fake.call<{ experimentTemplate: { id: string } }>("CreateExperimentTemplate", template(more));
  const { experiment } = await fake.call<View>("StartExperiment", { experimentTemplateId: experimentTemplate.id, ...start });
  return experiment.id;
}

/** Lets all that is under way settle, with hardly any time passing. */
export async function settle(fake: ReturnType<typeof fakeCloud>): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await fake.clock.advance(1);
}

export async function look(fake: ReturnType<typeof fakeCloud>, id: string): Promise<View["experiment"]> {
  return (await fake.call<View>("GetExperiment", { id })).experiment;
}
