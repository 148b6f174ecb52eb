import type { iam } from "@pulumi/aws";
import { jsonText } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { decodeDocument, keepWritten, roleName } from "./common";

/** An inline policy of a role. Id: `role:policy`. https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const rolePolicy = resource<iam.RolePolicyArgs, iam.RolePolicyState>({
  type: "aws:iam/rolePolicy:RolePolicy",
  inputs: inputsOf<iam.RolePolicyArgs>()({ required: ["policy", "role"], replaces: ["name", "namePrefix", "role"], updates: ["policy"] }),
  naming: { property: "name", prefix: "namePrefix", max: 128 },
  async create(inputs, context) {
    const role = roleName(inputs.role);
    const name = inputs.name ?? "";
    await context.clients.iam.putRolePolicy({ RoleName: role, PolicyName: name, PolicyDocument: jsonText(inputs.policy) });
    return `${role}:${name}`;
  },
  async read(id, context, known) {
    const [RoleName = "", PolicyName = ""] = id.split(":");
    const found = await context.clients.iam.getRolePolicy({ RoleName, PolicyName });
    return { name: found.PolicyName, policy: keepWritten(known.policy, decodeDocument(found.PolicyDocument)), role: found.RoleName };
  },
  async update(id, { news }, context) {
    const [RoleName = "", PolicyName = ""] = id.split(":");
    await context.clients.iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument: jsonText(news.policy) });
  },
  async delete(id, context) {
    const [RoleName = "", PolicyName = ""] = id.split(":");
    await context.clients.iam.deleteRolePolicy({ RoleName, PolicyName });
  },
});

/** A managed policy on a role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export const rolePolicyAttachment = resource<iam.RolePolicyAttachmentArgs, iam.RolePolicyAttachmentState>({
  type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  inputs: inputsOf<iam.RolePolicyAttachmentArgs>()({ required: ["policyArn", "role"], replaces: ["policyArn", "role"], updates: [] }),
  async create(inputs, context) {
    const role = roleName(inputs.role);
    await context.clients.iam.attachRolePolicy({ RoleName: role, PolicyArn: inputs.policyArn });
    return `${role}/${inputs.policyArn}`;
  },
  async read(id, context) {
    const [role, policyArn] = split(id);
    const { AttachedPolicies } = await context.clients.iam.listAttachedRolePolicies({ RoleName: role });
    return AttachedPolicies?.some(({ PolicyArn }) => PolicyArn === policyArn) ? { role, policyArn } : undefined;
  },
  async delete(id, context) {
    const [RoleName, PolicyArn] = split(id);
    await context.clients.iam.detachRolePolicy({ RoleName, PolicyArn });
  },
});

function split(id: string): readonly [string, string] {
  const slash = id.indexOf("/");
  return [id.slice(0, slash), id.slice(slash + 1)];
}
