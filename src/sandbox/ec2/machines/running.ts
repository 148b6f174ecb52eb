import { AwsError } from "../../kernel/error";
import { notFound } from "../base/errors";
import type { Call, Operations } from "../base/operations";
import type { InstanceRecord, InstanceState } from "../base/records";
import { need, type Region, type Store } from "../base/store";
import type { Tags } from "../base/tags";
import { remembered } from "../base/tokens";
import { EC2_TIMINGS } from "../timings";
import { makeInstances, planLaunch } from "./launch";
import type { LaunchInput } from "./launch-facts";
import type { Lifecycle } from "./lifecycle";
import { overTemplate, type TemplateData } from "./template-data";
import { needTemplate, needVersion } from "./templates";
import { reservationViews, stateView } from "./views";

interface Many {
  InstanceIds: string[];
}

/** The instances of these ids; all that do not exist are named in one error. */
export function needInstances(region: Region, ids: readonly string[]): InstanceRecord[] {
  const malformed = ids.find((id) => !/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id));
  if (malformed !== undefined) throw new AwsError("InvalidInstanceID.Malformed", `Invalid id: "${malformed}" (expecting "i-...")`);
  const unknown = ids.filter((id) => !region.instances.has(id));
  if (unknown.length === 1) throw notFound("instance", unknown.join());
  if (unknown.length > 1) throw new AwsError("InvalidInstanceID.NotFound", `The instance IDs '${unknown.join(", ")}' do not exist`);
  return [...new Set(ids)].map((id) => need(region.instances, "instance", id));
}

function changes(region: Region, before: readonly InstanceRecord[]) {
  return before.map((instance) => ({
    InstanceId: instance.id,
    PreviousState: stateView(instance.state),
    CurrentState: stateView(region.instances.get(instance.id)?.state ?? instance.state),
  }));
}

function refuse(instances: readonly InstanceRecord[], states: readonly InstanceState[], done: string): void {
  const wrong = instances.find((instance) => !states.includes(instance.state));
  if (wrong) throw new AwsError("IncorrectInstanceState", `The instance '${wrong.id}' is not in a state from which it can be ${done}.`);
}

export function runningOperations(store: Store, lifecycle: Lifecycle): Operations {
  return {
    async RunInstances(
      input: LaunchInput & { LaunchTemplate?: { LaunchTemplateId?: string; LaunchTemplateName?: string; Version?: string } },
      call: Call,
    ) {
      const region = store.of(call);
      const template = input.LaunchTemplate ? needTemplate(region, input.LaunchTemplate) : undefined;
      const version = template && needVersion(template, input.LaunchTemplate?.Version);
      const data: TemplateData = version?.data ?? {};
      const plan = await planLaunch(region, overTemplate(input, data), call);
      const origin: Tags = version
        ? { "aws:ec2launchtemplate:id": template.id, "aws:ec2launchtemplate:version": String(version.number) }
        : {};
      const launch = { ...plan, tags: { ...plan.tags, instance: { ...plan.tags.instance, ...origin } } };
      const made: InstanceRecord[] = [];
      const ids = remembered(region, call.operation, input, () => {
        made.push(...makeInstances(region, launch, call));
        return made.map((instance) => instance.id);
      });
      const view = reservationViews(region, needInstances(region, ids))[0];
      for (const { id } of made) {
        store.cloud.bus.emit("instance-state-changed", { scope: region.scope, instanceId: id, state: "pending", previous: "" });
        lifecycle.boot(region.scope, id);
      }
      return view;
    },

    StartInstances(input: Many, call: Call) {
      const region = store.of(call);
      const instances = needInstances(region, input.InstanceIds);
      refuse(instances, ["stopped", "pending", "running"], "started");
      for (const { id, state } of instances) if (state === "stopped") lifecycle.start(region.scope, id);
      return { StartingInstances: changes(region, instances) };
    },

    StopInstances(input: Many & { Force?: boolean; Hibernate?: boolean }, call: Call) {
      const region = store.of(call);
      const instances = needInstances(region, input.InstanceIds);
      if (input.Hibernate) throw new AwsError("UnsupportedHibernationConfiguration", "The instance is not enabled for hibernation.");
      refuse(instances, ["running", "stopping", "stopped"], "stopped");
      const guarded = instances.find((instance) => instance.disableApiStop);
      if (guarded)
        throw new AwsError(
          "OperationNotPermitted",
          `The instance '${guarded.id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
        );
      for (const { id, state } of instances)
        if (state === "running") lifecycle.stop(region.scope, id, input.Force ? 0 : EC2_TIMINGS.shutdownGraceMs);
      return { StoppingInstances: changes(region, instances) };
    },

    RebootInstances(input: Many, call: Call) {
      const region = store.of(call);
      const instances = needInstances(region, input.InstanceIds);
      // Requests to reboot terminated instances are ignored.
      refuse(instances, ["running", "shutting-down", "terminated"], "rebooted");
      for (const { id, state } of instances) if (state === "running") lifecycle.reboot(region.scope, id);
      return {};
    },

    TerminateInstances(input: Many, call: Call) {
      const region = store.of(call);
      const instances = needInstances(region, input.InstanceIds);
      const guarded = instances.find((instance) => instance.disableApiTermination && instance.state !== "terminated");
      if (guarded)
        throw new AwsError(
          "OperationNotPermitted",
          `The instance '${guarded.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
        );
      for (const { id, state } of instances) if (state !== "terminated" && state !== "shutting-down") lifecycle.terminate(region.scope, id);
      return { TerminatingInstances: changes(region, instances) };
    },
  };
}
