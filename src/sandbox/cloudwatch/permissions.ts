import { type Call, type Cloud, type Requirement, regionalScope, type ServiceModule } from "../kernel/cloud";
import { alarmTable, arnOf } from "./alarms/records";
import type { Tag } from "./types";

type Permissions = NonNullable<ServiceModule["permissions"]>;

interface Input {
  readonly AlarmName?: string;
  readonly AlarmNames?: readonly string[];
  readonly Namespace?: string;
  readonly ResourceARN?: string;
  readonly DashboardName?: string;
  readonly DashboardNames?: readonly string[];
  readonly Tags?: readonly Tag[];
}

/**
 * What each operation needs, where it is not `cloudwatch:<Operation>` on `*`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export function permissionsOf(cloud: Cloud): Permissions {
  const onAlarms = (operation: string) => (input: Input, call: Call) => alarmRequirements(cloud, operation, input, call);
  const dashboard = (call: Call, name: string) => `arn:aws:cloudwatch::${call.accountId}:dashboard/${name}`;
  const onArn = (operation: string) => (input: Input) => [{ action: `cloudwatch:${operation}`, resource: input.ResourceARN ?? "*" }];
  return {
    ...Object.fromEntries(
      [
        ...["PutMetricAlarm", "PutCompositeAlarm", "DescribeAlarms", "DescribeAlarmHistory"],
        ...["SetAlarmState", "EnableAlarmActions", "DisableAlarmActions", "DeleteAlarms"],
      ].map((operation) => [operation, onAlarms(operation)]),
    ),
    ...Object.fromEntries(["TagResource", "UntagResource", "ListTagsForResource"].map((operation) => [operation, onArn(operation)])),
    PutMetricData: (input: Input) => [
      { action: "cloudwatch:PutMetricData", resource: "*", context: { "cloudwatch:namespace": input.Namespace ?? "" } },
    ],
    PutDashboard: (input: Input, call) => [{ action: "cloudwatch:PutDashboard", resource: dashboard(call, input.DashboardName ?? "") }],
    GetDashboard: (input: Input, call) => [{ action: "cloudwatch:GetDashboard", resource: dashboard(call, input.DashboardName ?? "") }],
    DeleteDashboards: (input: Input, call) =>
      (input.DashboardNames ?? []).map((name) => ({ action: "cloudwatch:DeleteDashboards", resource: dashboard(call, name) })),
  };
}

/** One requirement per alarm that is named; a request that names none asks for all. */
function alarmRequirements(cloud: Cloud, operation: string, input: Input, call: Call): readonly Requirement[] {
  const names = input.AlarmNames ?? (input.AlarmName === undefined ? [] : [input.AlarmName]);
  const action = `cloudwatch:${operation}`;
  if (names.length === 0) return [{ action, resource: arnOf(call, "*") }];
  return names.map((name) => ({ action, resource: arnOf(call, name), context: tagContext(cloud, input, call, name) }));
}

function tagContext(cloud: Cloud, input: Input, call: Call, name: string): Readonly<Record<string, string>> {
  const existing = alarmTable(cloud).in(regionalScope(call)).get(name)?.tags ?? {};
  return {
    ...Object.fromEntries(Object.entries(existing).map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    ...Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
}
