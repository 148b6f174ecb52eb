import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { digHoles, problemsError, type Text } from "../../words";
import { filler, whole } from "../holes";
import { localityOf } from "../locality";
import type { AutomationDocument } from "./document";
import { lintAutomation } from "./lint";

/** The type of the component in Pulumi's state. */
export const RUNBOOK_TYPE = "faultline:index:AutomationRunbook";

/** What the runbook's role may do. */
export interface RunbookPermission {
  readonly actions: readonly string[];
  /** ARNs; `*` only where AWS knows no resource, and then with a condition unless it only looks. */
  readonly resources: readonly Text[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, Text>>>>;
}

export interface AutomationRunbookArgs {
  /** Checked by {@link lintAutomation}. Its texts may be Outputs where they are only values. */
  readonly document: AutomationDocument;
  readonly permissions: readonly RunbookPermission[];
  /** Put on the document and its role. Left out: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Only runbooks of this account and Region may assume the role. */
const TRUST = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "ssm.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": "{account}" },
        ArnLike: { "aws:SourceArn": "arn:{partition}:ssm:{region}:{account}:automation-execution/*" },
      },
    },
  ],
};

/**
 * An SSM Automation runbook and the role in which it acts, both called as the component: scenarios find them by this name, so it is one for each account and
 * Region (the role: for each account). A runbook that could leave something broken is refused before anything is made (`FaultlineError`, code `invalid-input`).
 *
 * Children: `<name>` (role, its policy, document).
 */
export class AutomationRunbook extends pulumi.ComponentResource {
  readonly documentArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: AutomationRunbookArgs, opts?: pulumi.ComponentResourceOptions) {
    super(RUNBOOK_TYPE, name, {}, opts);
    const { value, laters } = digHoles({ document: args.document, permissions: args.permissions });
    const problems = lintAutomation(value.document);
    if (problems.length > 0) throw Object.assign(problemsError(`The runbook "${name}"`, problems), new pulumi.RunError());
    const fill = filler(laters, localityOf(this), whole(value, laters));
    const parent = { parent: this };
    const tags = args.tags ?? {};
    const role = new aws.iam.Role(
      name,
      {
        name,
        description: "Assumed by a runbook of a Faultline scenario",
        assumeRolePolicy: pulumi.jsonStringify(fill.place(TRUST)),
        tags,
      },
      parent,
    );
    const policy = new aws.iam.RolePolicy(
      name,
      { role: role.name, policy: pulumi.jsonStringify(fill.place(policyOf(value.permissions))) },
      parent,
    );
    const content = pulumi.jsonStringify(fill.place(value.document));
    // JSON is YAML, and only in documents of that format a script may stand in the text.
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeScript.html
    const document = new aws.ssm.Document(
      name,
      { name, documentType: "Automation", documentFormat: "YAML", content, tags },
      { ...parent, dependsOn: [policy] },
    );
    this.documentArn = document.arn;
    this.roleArn = role.arn;
    this.registerOutputs({ documentArn: document.arn, roleArn: role.arn });
  }
}

function policyOf(permissions: readonly RunbookPermission[]) {
  return {
    Version: "2012-10-17",
    Statement: permissions.map(({ actions, resources, conditions }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...(conditions ? { Condition: conditions } : {}),
    })),
  };
}
