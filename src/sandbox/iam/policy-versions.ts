import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { awsManaged } from "./aws-managed";
import { type ByArn, own, sizeChecked } from "./policies";
import { checked, problems } from "./problems";
import { iamOf, type PolicyRecord } from "./records";
import { encoded, paged } from "./views";

const MOST_VERSIONS = 5;

interface Version extends ByArn {
  readonly VersionId: string;
}

/** Versions of managed policies, one of which is in force. */
export function policyVersionOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const iam = (call: Call) => iamOf(cloud.state, call.accountId);
  const put = (call: Call, policy: PolicyRecord, changes: Partial<PolicyRecord>) =>
    iam(call).policies.set(policy.arn, { ...policy, ...changes, updatedAt: cloud.clock.now() });
  return {
    GetPolicyVersion: ({ PolicyArn, VersionId }: Version, call: Call) => {
      const managed = awsManaged(PolicyArn);
      if (managed) {
        if (managed.document === undefined)
          throw new AwsError("NotImplemented", `The Faultline sandbox does not know the text of ${PolicyArn}.`, 501);
        if (managed.versionId !== VersionId) throw problems.noVersion(PolicyArn, VersionId);
        const { document, createdAt } = managed;
        return { PolicyVersion: { Document: encoded(document), VersionId, IsDefaultVersion: true, CreateDate: createdAt } };
      }
      const policy = own(iam(call), PolicyArn);
      const version = policy.versions.find(({ id }) => id === VersionId);
      if (!version) throw problems.noVersion(PolicyArn, VersionId);
      const { document, createdAt } = version;
      return {
        PolicyVersion: {
          Document: encoded(document),
          VersionId,
          IsDefaultVersion: policy.defaultVersion === VersionId,
          CreateDate: createdAt,
        },
      };
    },
    ListPolicyVersions: (input: ByArn & { MaxItems?: number; Marker?: string }, call: Call) => {
      const managed = awsManaged(input.PolicyArn);
      if (managed)
        return paged("Versions", [{ VersionId: managed.versionId, IsDefaultVersion: true, CreateDate: managed.createdAt }], input);
      const policy = own(iam(call), input.PolicyArn);
      const versions = [...policy.versions].reverse();
      return paged(
        "Versions",
        versions.map(({ id, createdAt }) => ({ VersionId: id, IsDefaultVersion: id === policy.defaultVersion, CreateDate: createdAt })),
        input,
      );
    },
    CreatePolicyVersion: (
      { PolicyArn, PolicyDocument, SetAsDefault }: ByArn & { PolicyDocument: string; SetAsDefault?: boolean },
      call: Call,
    ) => {
      const policy = own(iam(call), PolicyArn);
      checked(PolicyDocument, "identity");
      sizeChecked(PolicyDocument);
      if (policy.versions.length >= MOST_VERSIONS) {
        throw problems.limit(
          `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const made = policy.made + 1;
      const version = { id: `v${made}`, document: PolicyDocument, createdAt: cloud.clock.now() };
      put(call, policy, {
        made,
        versions: [...policy.versions, version],
        ...(SetAsDefault ? { defaultVersion: version.id } : {}),
      });
      return { PolicyVersion: { VersionId: version.id, IsDefaultVersion: SetAsDefault ?? false, CreateDate: version.createdAt } };
    },
    SetDefaultPolicyVersion: ({ PolicyArn, VersionId }: Version, call: Call) => {
      const policy = own(iam(call), PolicyArn);
      if (!policy.versions.some(({ id }) => id === VersionId)) throw problems.noVersion(PolicyArn, VersionId);
      put(call, policy, { defaultVersion: VersionId });
      return {};
    },
    DeletePolicyVersion: ({ PolicyArn, VersionId }: Version, call: Call) => {
      const policy = own(iam(call), PolicyArn);
      if (!policy.versions.some(({ id }) => id === VersionId)) throw problems.noVersion(PolicyArn, VersionId);
      if (policy.defaultVersion === VersionId) throw problems.conflict("Cannot delete the default version of a policy.");
      put(call, policy, { versions: policy.versions.filter(({ id }) => id !== VersionId) });
      return {};
    },
  };
}
