import type { lambda } from "@pulumi/aws";
import { compact } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { functionName } from "./alias";

type Args = Plainly<lambda.PermissionArgs>;

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export const permission = resource<lambda.PermissionArgs, lambda.PermissionState>({
  type: "aws:lambda/permission:Permission",
  inputs: inputsOf<lambda.PermissionArgs>()({
    required: ["action", "function", "principal"],
    replaces: [
      "action",
      "eventSourceToken",
      "function",
      "functionUrlAuthType",
      "invokedViaFunctionUrl",
      "principal",
      "principalOrgId",
      "qualifier",
      "sourceAccount",
      "sourceArn",
      "statementId",
      "statementIdPrefix",
    ],
    updates: [],
  }),
  naming: { property: "statementId", prefix: "statementIdPrefix", max: 100 },
  async create(inputs, context) {
    await context.clients.lambda.addPermission(
      compact({
        ...of(inputs),
        StatementId: inputs.statementId,
        Action: inputs.action,
        Principal: inputs.principal,
        SourceArn: inputs.sourceArn,
        SourceAccount: inputs.sourceAccount,
        PrincipalOrgID: inputs.principalOrgId,
        EventSourceToken: inputs.eventSourceToken,
        FunctionUrlAuthType: inputs.functionUrlAuthType as "NONE" | undefined,
      }),
    );
    return inputs.statementId ?? "";
  },
  async read(id, context, known) {
    const { Policy } = await context.clients.lambda.getPolicy(of(known));
    const { Statement } = JSON.parse(Policy ?? '{"Statement":[]}') as { Statement: readonly { readonly Sid?: string }[] };
    return Statement.some(({ Sid }) => Sid === id) ? { statementId: id } : undefined;
  },
  async delete(id, context, known) {
    await context.clients.lambda.removePermission({ ...of(known), StatementId: id });
  },
});

function of({ function: given, qualifier }: Partial<Pick<Args, "function" | "qualifier">>) {
  return compact({ FunctionName: functionName(String(given)), Qualifier: qualifier });
}
