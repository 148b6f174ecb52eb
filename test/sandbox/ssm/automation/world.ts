import { CreateRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  type AutomationExecution,
  CreateDocumentCommand,
  GetAutomationExecutionCommand,
  SSMClient,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from "@aws-sdk/client-ssm";
import { fisService } from "../../../../src/sandbox/fis";
import { iamService } from "../../../../src/sandbox/iam";
import type { SandboxOptions } from "../../../../src/sandbox/kernel/options";
import type { Sandbox } from "../../../../src/sandbox/kernel/start";
import { sqsService } from "../../../../src/sandbox/sqs";
import { ssmService } from "../../../../src/sandbox/ssm";
import { stsService } from "../../../../src/sandbox/sts";
import { awsConfig, sandbox } from "../../support";

export const ACCOUNT = "123456789012";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/runbook`;
/** What each test gets: a machine with other work is slow. */
export const PATIENCE_MS = 150_000;

const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

/** Trust as AWS advises it for runbooks. */
export const TRUST = {
  Effect: "Allow",
  Principal: { Service: "ssm.amazonaws.com" },
  Action: "sts:AssumeRole",
  Condition: {
    StringEquals: { "aws:SourceAccount": ACCOUNT },
    ArnLike: { "aws:SourceArn": `arn:aws:ssm:us-east-1:${ACCOUNT}:automation-execution/*` },
  },
};

export const OVER = ["Success", "Failed", "TimedOut", "Cancelled"];

/** Automations in a sandbox, by the SDK. */
export class Automated {
  readonly ssm: SSMClient;
  readonly sqs: SQSClient;
  readonly iam: IAMClient;

  constructor(readonly sandbox: Sandbox) {
    this.ssm = new SSMClient(awsConfig(sandbox));
    this.sqs = new SQSClient(awsConfig(sandbox));
    this.iam = new IAMClient(awsConfig(sandbox));
  }

  static async begin(options: Partial<SandboxOptions> = {}): Promise<Automated> {
    return new Automated(await sandbox({ services: [iamService, stsService, sqsService, ssmService, fisService], speed: 60, ...options }));
  }

  async role(name: string, actions: readonly string[], trust: object = TRUST): Promise<void> {
    await this.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: policy(trust) }));
    await this.allow(name, actions);
  }

  async allow(name: string, actions: readonly string[]): Promise<void> {
    if (actions.length === 0) {
      await this.iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: "p" })).catch(() => undefined);
      return;
    }
    const PolicyDocument = policy({ Effect: "Allow", Action: actions, Resource: "*" });
    await this.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument }));
  }

  async document(Name: string, content: object): Promise<void> {
    const Content = JSON.stringify({ schemaVersion: "0.3", ...content });
    await this.ssm.send(new CreateDocumentCommand({ Name, DocumentType: "Automation", DocumentFormat: "YAML", Content }));
  }

  async start(DocumentName: string, Parameters?: Record<string, string[]>): Promise<string> {
    return (await this.ssm.send(new StartAutomationExecutionCommand({ DocumentName, Parameters }))).AutomationExecutionId ?? "";
  }

  async look(AutomationExecutionId: string): Promise<AutomationExecution> {
    return (await this.ssm.send(new GetAutomationExecutionCommand({ AutomationExecutionId }))).AutomationExecution ?? {};
  }

  async stop(AutomationExecutionId: string, Type?: "Cancel" | "Complete"): Promise<void> {
    await this.ssm.send(new StopAutomationExecutionCommand({ AutomationExecutionId, Type }));
  }

  /** The automation when it is as wanted. */
  async when(id: string, test: (now: AutomationExecution) => boolean, what: string): Promise<AutomationExecution> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const now = await this.look(id);
      if (test(now)) return now;
      if (Date.now() > until) throw new Error(`${what} did not come about: ${JSON.stringify(now)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  end(id: string): Promise<AutomationExecution> {
    return this.when(id, ({ AutomationExecutionStatus = "" }) => OVER.includes(AutomationExecutionStatus), "its end");
  }

  /** The automation while that step is at work. */
  during(id: string, step: string): Promise<AutomationExecution> {
    return this.when(id, (now) => statusOf(now, step) === "InProgress", `${step} at work`);
  }

  async queue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
    return (await this.sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? "";
  }

  /** How many messages are in the queue, seen or not. */
  async messages(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await this.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  }

  close(): void {
    for (const client of [this.ssm, this.sqs, this.iam]) client.destroy();
  }
}

export const statusOf = ({ StepExecutions = [] }: AutomationExecution, name: string) =>
  StepExecutions.find(({ StepName }) => StepName === name)?.StepStatus;

/** `name: status` of every step, in order. */
export const courseOf = ({ StepExecutions = [] }: AutomationExecution) =>
  StepExecutions.map(({ StepName, StepStatus }) => `${StepName}: ${StepStatus}`);
