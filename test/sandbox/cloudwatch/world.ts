import { cloudwatchService } from "../../../src/sandbox/cloudwatch";
import { createBus } from "../../../src/sandbox/kernel/bus";
import { virtualClock } from "../../../src/sandbox/kernel/clock";
import type { Call, Cloud, Happenings } from "../../../src/sandbox/kernel/cloud";
import { Dispatcher } from "../../../src/sandbox/kernel/dispatcher";
import { State } from "../../../src/sandbox/kernel/state";
import { modelOf } from "../../../src/sandbox/model/load";
import { nullPlane } from "../support";

export const account = "123456789012";
export const region = "us-east-1";
export const scope = `${account}/${region}`;
export const alarmArn = (name: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

type Output = Readonly<Record<string, unknown>>;

/** CloudWatch alone on a clock that moves when told; input and output are checked against AWS's model. */
export function cloudwatch(state = new State(), start?: number) {
  const clock = virtualClock(start);
  const log: string[] = [];
  const bus = createBus((message) => log.push(message));
  const cloud: Cloud = {
    clock,
    state,
    bus,
    plane: nullPlane(),
    random: () => 0.5,
    rolesSettleMs: 0,
    defaultAccountId: account,
    newId: (prefix) => prefix,
    invoke: () => Promise.reject(new Error("no other service is here")),
    authorize: () => {},
    measure: () => {},
    capacityFaults: new Set(),
    tagSources: new Set(),
    endpoint: () => "http://127.0.0.1:9",
    functionProcesses: () => [],
    pods: { list: () => [], delete: () => Promise.resolve() },
    log: (message) => log.push(message),
  };
  const service = cloudwatchService(cloud);
  const dispatcher = new Dispatcher(cloud, [service], { strict: true, newToken: () => "token" });
  const changes: Happenings["alarm-state-changed"][] = [];
  bus.on("alarm-state-changed", (happening) => changes.push(happening));
  void service.start?.();
  return {
    clock,
    cloud,
    state,
    log,
    changes,
    stop: () => service.stop?.(),
    /** Calls an operation as the account's root. */
    call: async <T = Output>(operation: string, input: object, at: Partial<Call> = {}): Promise<T> =>
      (await dispatcher.invoke(
        {
          service: "cloudwatch",
          operation: dispatcher.operation(modelOf("cloudwatch"), operation).name,
          accountId: account,
          region,
          principal: { kind: "root", arn: `arn:aws:iam::${account}:root` },
          requestId: "request",
          ...at,
        },
        input,
      )) as T,
  };
}

export type World = ReturnType<typeof cloudwatch>;

/** Publishes one value of a high-resolution metric now, or so many milliseconds ago. */
export const put = ({ call, clock }: World, name: string, value: number, agoMs = 0, more: object = {}) =>
  call("PutMetricData", {
    Namespace: "Shop",
    MetricData: [{ MetricName: name, Value: value, Timestamp: new Date(clock.now() - agoMs), StorageResolution: 1, ...more }],
  });

interface AlarmView {
  readonly AlarmName: string;
  readonly StateValue: string;
  readonly StateReason: string;
  readonly StateReasonData?: string;
}

/** One alarm of either kind. */
export async function alarm({ call }: World, name: string): Promise<AlarmView> {
  const found = await call<{ MetricAlarms: AlarmView[]; CompositeAlarms: AlarmView[] }>("DescribeAlarms", {
    AlarmNames: [name],
    AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
  });
  const [one] = [...found.MetricAlarms, ...found.CompositeAlarms];
  if (!one) throw new Error(`no alarm ${name}`);
  return one;
}

export const stateOf = async (world: World, name: string) => (await alarm(world, name)).StateValue;
