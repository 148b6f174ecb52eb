import { createAuthorizer } from "../iam/authorize";
import type { MachinePlane } from "../plane/types";
import { createBus } from "./bus";
import { CallLog } from "./calls";
import { type Clock, scaledClock } from "./clock";
import type { Call, Cloud, Pods, ServiceId, ServiceModule } from "./cloud";
import { Dispatcher } from "./dispatcher";
import { AwsError } from "./error";
import type { CheckedOptions } from "./options";
import { newIdFrom, seededRandom, uuidFrom } from "./random";
import { SERVICE_FACTORIES } from "./services";
import type { State } from "./state";

/** One life of the sandbox, from start or reset to reset or stop: everything that works together on one state. */
export interface World {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly plane: MachinePlane;
  readonly dispatcher: Dispatcher;
  readonly calls: CallLog;
  newRequestId(): string;
  /** Starts the services in order. */
  start(): Promise<void>;
  /** Stops services, machines and timers. Errors are logged: all of it is stopped. */
  stop(): Promise<void>;
}

const noPods: Pods = {
  list: () => [],
  delete: () => Promise.reject(new Error("there is no EKS in this sandbox")),
};

/**
 * @param epoch sandbox time to begin with
 * @param endpoint the sandbox's URL, known once it listens
 */
export function assemble(options: CheckedOptions, state: State, epoch: number, endpoint: () => string): World {
  const { log } = options;
  const random = options.seed === undefined ? options.random : seededRandom(options.seed);
  // Request ids draw from a row of their own, so that looking on does not change what happens.
  const requestRandom = options.seed === undefined ? options.random : seededRandom(options.seed ^ 0x5bd1e995);
  const clock = scaledClock(options.speed, options.wallNow, epoch);
  const bus = createBus(log);
  const calls = new CallLog();
  const newRequestId = () => uuidFrom(requestRandom);
  const plane = options.createPlane({ clock, bus, random, state, measure: (measurement) => cloud.measure(measurement), log });

  const invoke = async (
    service: ServiceId,
    operation: string,
    input: object,
    as: Pick<Call, "accountId" | "region" | "principal">,
  ): Promise<unknown> => {
    // `as` may be a whole call: only who and where are taken of it.
    const { accountId, region, principal } = as;
    const call: Call = { service, operation, accountId, region, principal, requestId: newRequestId() };
    const record = (status: number, code: string | undefined) =>
      calls.add({
        service,
        operation,
        principal: as.principal.arn,
        accountId: as.accountId,
        region: as.region,
        status,
        code,
        at: clock.now(),
        by: "inside",
      });
    try {
      const output = await dispatcher.invoke(call, input);
      record(200, undefined);
      return output;
    } catch (problem) {
      record(problem instanceof AwsError ? problem.status : 500, problem instanceof AwsError ? problem.code : "InternalFailure");
      throw problem;
    }
  };

  const cloud: Cloud = {
    clock,
    state,
    bus,
    plane,
    random,
    defaultAccountId: options.accountId,
    rolesSettleMs: options.rolesSettleMs,
    endpoint,
    newId: (prefix, length) => newIdFrom(random, prefix, length),
    invoke: invoke as Cloud["invoke"],
    authorize: createAuthorizer({ state, now: () => clock.now(), log }),
    measure: () => {},
    capacityFaults: new Set(),
    tagSources: new Set(),
    pods: noPods,
    functionProcesses: () => [],
    log,
  };
  const modules: ServiceModule[] = (options.services ?? SERVICE_FACTORIES).map((factory) => factory(cloud));
  const dispatcher = new Dispatcher(cloud, modules, { strict: options.strict, newToken: newRequestId });

  return {
    cloud,
    clock,
    plane,
    dispatcher,
    calls,
    newRequestId,
    start: async () => {
      for (const module of modules) await module.start?.();
    },
    stop: async () => {
      const steps = [...modules].reverse().map((module) => ({ what: module.id as string, run: () => module.stop?.() }));
      for (const { what, run } of [...steps, { what: "machines", run: () => plane.stop() }]) {
        try {
          await run();
        } catch (problem) {
          log(`${what} did not stop cleanly`, { problem: problem instanceof Error ? problem.message : String(problem) });
        }
      }
      clock.close();
    },
  };
}
