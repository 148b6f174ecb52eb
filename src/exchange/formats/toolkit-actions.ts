import { isRecord, textFor, Unknown } from "../document";

/** Something that an action says and FIS's cannot. */
export interface Lost {
  readonly argument: string;
  readonly what: string;
  readonly remedy: string;
}

/** The action of FIS that does what one of Chaos Toolkit's does. */
export interface Equivalent {
  readonly actionId: string;
  /** The action's target key. */
  readonly key: string;
  readonly target: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly lost: readonly Lost[];
}

type Arguments = Readonly<Record<string, unknown>>;

/** By module and function. https://chaostoolkit.org/drivers/aws/ and https://chaostoolkit.org/drivers/kubernetes/ */
const KNOWN: Readonly<Record<string, (given: Arguments) => Equivalent>> = {
  "chaosaws.ec2.actions.stop_instance": (given) => onInstances("aws:ec2:stop-instances", given, "COUNT(1)"),
  "chaosaws.ec2.actions.stop_instances": (given) => onInstances("aws:ec2:stop-instances", given, "ALL"),
  "chaosaws.ec2.actions.terminate_instance": (given) => onInstances("aws:ec2:terminate-instances", given, "COUNT(1)"),
  "chaosaws.ec2.actions.terminate_instances": (given) => onInstances("aws:ec2:terminate-instances", given, "ALL"),
  "chaosaws.ec2.actions.restart_instances": (given) => onInstances("aws:ec2:reboot-instances", given, "ALL"),
  "chaosaws.rds.actions.failover_db_cluster": failoverCluster,
  "chaosaws.rds.actions.reboot_db_instance": rebootDatabase,
  "chaosaws.ecs.actions.stop_task": (given) => stopTasks(given, "COUNT(1)"),
  "chaosaws.ecs.actions.stop_random_tasks": (given) => stopTasks(given, shareOf(given.task_count, given.task_percent)),
  "chaosk8s.pod.actions.terminate_pods": terminatePods,
};

export function equivalentOf(provider: Readonly<Record<string, unknown>>): Equivalent | undefined {
  if (provider.type !== "python") return undefined;
  const name = `${textFor(provider.module)}.${textFor(provider.func)}`;
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  return known?.(isRecord(provider.arguments) ? provider.arguments : {});
}

function onInstances(actionId: string, given: Arguments, selectionMode: string): Equivalent {
  const ids = [given.instance_ids ?? given.instance_id].flat().filter((id): id is string => typeof id === "string" && id !== "");
  const { tags, filters, lost } = filtersOf(given.filters);
  const zone = typeof given.az === "string" ? [{ path: "Placement.AvailabilityZone", values: [given.az] }] : [];
  const byArn = ids.length > 0;
  const narrow = [...filters, ...zone];
  return {
    actionId,
    key: "Instances",
    target: {
      resourceType: "aws:ec2:instance",
      ...(byArn ? { resourceArns: ids.map((id) => new Unknown(`the ARN of ${id}`)) } : {}),
      ...(!byArn && Object.keys(tags).length > 0 ? { resourceTags: tags } : {}),
      ...(!byArn && narrow.length > 0 ? { filters: narrow } : {}),
      selectionMode: byArn ? "ALL" : selectionMode,
    },
    parameters: {},
    lost: [
      ...lost,
      ...(given.force === true ? [{ argument: "force", what: "a stop by force", remedy: "FIS stops instances in the ordinary way." }] : []),
    ],
  };
}

/** EC2's own filters, by the attributes under which FIS knows the same. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "availability-zone": "Placement.AvailabilityZone",
  "instance-state-name": "State.Name",
  "instance-type": "InstanceType",
  "subnet-id": "SubnetId",
  "vpc-id": "VpcId",
  "image-id": "ImageId",
  architecture: "Architecture",
};

function filtersOf(value: unknown) {
  const tags: Record<string, string> = {};
  const filters: { path: string; values: unknown[] }[] = [];
  const lost: Lost[] = [];
  for (const item of Array.isArray(value) ? value : []) {
    const name = isRecord(item) ? textFor(item.Name) : "";
    const values: unknown[] = isRecord(item) && Array.isArray(item.Values) ? item.Values : [];
    const [only] = values;
    const path = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
    if (name.startsWith("tag:") && values.length === 1 && typeof only === "string" && !/[*?]/.test(only)) tags[name.slice(4)] = only;
    else if (path) filters.push({ path, values });
    else
      lost.push({
        argument: "filters",
        what: `the filter "${name}" as it is written`,
        remedy: "Select by a tag with one value, or by an attribute that DescribeInstances returns.",
      });
  }
  return { tags, filters, lost };
}

function failoverCluster(given: Arguments): Equivalent {
  const to = given.target_db_instance_identifier;
  return {
    actionId: "aws:rds:failover-db-cluster",
    key: "Clusters",
    target: byUnknownArn("aws:rds:cluster", given.db_cluster_identifier),
    parameters: {},
    lost:
      to === undefined
        ? []
        : [
            {
              argument: "target_db_instance_identifier",
              what: "which reader becomes the writer",
              remedy: "Aurora chooses by priority: set the promotion tier.",
            },
          ],
  };
}

function rebootDatabase(given: Arguments): Equivalent {
  return {
    actionId: "aws:rds:reboot-db-instances",
    key: "DBInstances",
    target: byUnknownArn("aws:rds:db", given.db_instance_identifier),
    parameters: given.force_failover === true ? { forceFailover: "true" } : {},
    lost: [],
  };
}

function stopTasks(given: Arguments, selectionMode: string): Equivalent {
  const { cluster, service, task_id: task } = given;
  const byTask = typeof task === "string";
  return {
    actionId: "aws:ecs:stop-task",
    key: "Tasks",
    target: byTask
      ? byUnknownArn("aws:ecs:task", task)
      : {
          resourceType: "aws:ecs:task",
          parameters: { ...(cluster === undefined ? {} : { cluster }), ...(service === undefined ? {} : { service }) },
          selectionMode,
        },
    parameters: {},
    lost: given.reason === undefined ? [] : [{ argument: "reason", what: "a reason for the stop", remedy: "FIS gives its own." }],
  };
}

function terminatePods(given: Arguments): Equivalent {
  const { label_selector: label, ns, qty, mode, grace_period: grace, name_pattern: pattern, all } = given;
  const lost: Lost[] = [];
  if (pattern !== undefined)
    lost.push({ argument: "name_pattern", what: "pods by a pattern of names", remedy: "Select them by label or by deployment." });
  if (typeof grace === "number" && grace >= 0)
    lost.push({ argument: "grace_period", what: "a grace period in the same words", remedy: "Set gracePeriod of eks.podDelete." });
  const share = all === true ? "ALL" : mode === "percentage" ? shareOf(undefined, qty) : shareOf(qty ?? 1, undefined);
  return {
    actionId: "aws:eks:pod-delete",
    key: "Pods",
    target: {
      resourceType: "aws:eks:pod",
      parameters: {
        clusterIdentifier: new Unknown("the cluster"),
        namespace: typeof ns === "string" ? ns : "default",
        selectorType: "labelSelector",
        selectorValue: typeof label === "string" ? label : new Unknown("the label of the pods"),
      },
      selectionMode: share,
    },
    parameters: { kubernetesServiceAccount: new Unknown("the service account for FIS") },
    lost,
  };
}

function byUnknownArn(resourceType: string, name: unknown): Readonly<Record<string, unknown>> {
  return { resourceType, resourceArns: [new Unknown(`the ARN of ${textFor(name)}`)], selectionMode: "ALL" };
}

function shareOf(count: unknown, percent: unknown): string {
  if (percent !== undefined && percent !== null) return `PERCENT(${textFor(percent)})`;
  return `COUNT(${textFor(count ?? 1)})`;
}
