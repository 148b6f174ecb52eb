import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";

export interface TargetRecord {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: { readonly InputPathsMap?: Readonly<Record<string, string>>; readonly InputTemplate: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumEventAgeInSeconds?: number; readonly MaximumRetryAttempts?: number };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
}

export interface RuleRecord {
  readonly name: string;
  readonly bus: string;
  readonly arn: string;
  readonly pattern?: string;
  /** `rate(…)` or `cron(…)`, in UTC. */
  readonly schedule?: string;
  /** Sandbox milliseconds at which the schedule is due next. */
  readonly due?: number;
  readonly description?: string;
  readonly roleArn?: string;
  readonly state: "ENABLED" | "DISABLED";
  readonly targets: readonly TargetRecord[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface BusRecord {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

export const DEFAULT_BUS = "default";
type Stated = Pick<Cloud, "state">;
type Where = Pick<Call, "accountId" | "region">;
export const rulesOf = ({ state }: Stated, call: Where) => state.table<RuleRecord>("events.rules").in(regionalScope(call));
export const busesOf = ({ state }: Stated, call: Where) => state.table<BusRecord>("events.buses").in(regionalScope(call));

export const problems = {
  missing: (message: string) => new AwsError("ResourceNotFoundException", message, 400),
  invalid: (message: string) => new AwsError("ValidationException", message, 400),
};

export const keyOf = (bus: string, name: string) => `${bus}/${name}`;

/** A bus by name or ARN; `default` is always there. Throws ResourceNotFoundException. */
export function busOf(cloud: Stated, call: Where, nameOrArn: string = DEFAULT_BUS): BusRecord {
  const name = nameOrArn.startsWith("arn:") ? nameOrArn.slice(nameOrArn.indexOf(":event-bus/") + ":event-bus/".length) : nameOrArn;
  const found = busesOf(cloud, call).get(name);
  if (found) return found;
  if (name !== DEFAULT_BUS) throw problems.missing(`Event bus ${name} does not exist.`);
  return { name, arn: `arn:aws:events:${call.region}:${call.accountId}:event-bus/${name}`, createdAt: 0, tags: {} };
}

export function ruleOf(cloud: Stated, call: Where, name: string, busName: string | undefined): RuleRecord {
  const bus = busOf(cloud, call, busName);
  const rule = rulesOf(cloud, call).get(keyOf(bus.name, name));
  if (!rule) throw problems.missing(`Rule ${name} does not exist on EventBus ${bus.name}.`);
  return rule;
}
