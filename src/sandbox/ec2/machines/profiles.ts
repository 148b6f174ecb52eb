import { AwsError } from "../../kernel/error";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { InstanceRecord } from "../base/records";
import { change, need, type Region, type Store } from "../base/store";
import { resolveProfile } from "./lookups";
import { needInstances } from "./running";

type Profile = NonNullable<InstanceRecord["profile"]>;

function associationView(instance: InstanceRecord, profile: Profile, state = "associated") {
  return {
    AssociationId: profile.associationId,
    InstanceId: instance.id,
    IamInstanceProfile: { Arn: profile.arn, Id: profile.id },
    State: state,
  };
}

function associated(region: Region, associationId: string): { instance: InstanceRecord; profile: Profile } {
  const instance = region.instances.find((one) => one.profile?.associationId === associationId);
  if (!instance?.profile) throw new AwsError("InvalidAssociationID.NotFound", `An invalid association-id of '${associationId}' was given`);
  return { instance, profile: instance.profile };
}

/** Which instance profile an instance has. */
export function profileOperations(store: Store): Operations {
  return {
    async AssociateIamInstanceProfile(input: { InstanceId: string; IamInstanceProfile: { Arn?: string; Name?: string } }, call: Call) {
      const region = store.of(call);
      const [instance] = needInstances(region, [input.InstanceId]);
      if (instance?.profile) throw new AwsError("IncorrectState", `There is an existing association for instance ${instance.id}`);
      const profile = { ...(await resolveProfile(region, input.IamInstanceProfile, call)), associationId: region.newId("iip-assoc") };
      const made = change(region.instances, need(region.instances, "instance", input.InstanceId), { profile });
      return { IamInstanceProfileAssociation: associationView(made, profile, "associating") };
    },

    DescribeIamInstanceProfileAssociations(input: Describing & { AssociationIds?: string[] }, call: Call) {
      const region = store.of(call);
      for (const id of input.AssociationIds ?? []) associated(region, id);
      const all = region.instances
        .values()
        .flatMap((instance) => (instance.profile && instance.state !== "terminated" ? [{ instance, profile: instance.profile }] : []))
        .filter(({ profile }) => !input.AssociationIds?.length || input.AssociationIds.includes(profile.associationId));
      const found = filtered(all, input.Filters, { "instance-id": ({ instance }) => instance.id, state: () => "associated" });
      const { page, nextToken } = paged(found, input);
      return {
        IamInstanceProfileAssociations: page.map(({ instance, profile }) => associationView(instance, profile)),
        NextToken: nextToken,
      };
    },

    async ReplaceIamInstanceProfileAssociation(
      input: { AssociationId: string; IamInstanceProfile: { Arn?: string; Name?: string } },
      call: Call,
    ) {
      const region = store.of(call);
      associated(region, input.AssociationId);
      const resolved = await resolveProfile(region, input.IamInstanceProfile, call);
      const { instance } = associated(region, input.AssociationId);
      const profile = { ...resolved, associationId: region.newId("iip-assoc") };
      return { IamInstanceProfileAssociation: associationView(change(region.instances, instance, { profile }), profile, "associating") };
    },

    DisassociateIamInstanceProfile(input: { AssociationId: string }, call: Call) {
      const region = store.of(call);
      const { instance, profile } = associated(region, input.AssociationId);
      change(region.instances, instance, { profile: undefined });
      return { IamInstanceProfileAssociation: associationView(instance, profile, "disassociating") };
    },
  };
}
