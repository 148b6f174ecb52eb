import {
  CreateExperimentTemplateCommand,
  type CreateExperimentTemplateCommandInput,
  type Experiment,
  FisClient,
  GetExperimentCommand,
  StartExperimentCommand,
} from "@aws-sdk/client-fis";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { awsConfig } from "../support";
import { ACCOUNT, ROLE } from "./fake-cloud";

/** Trust as AWS advises it for experiment roles. */
export const TRUST = {
  Effect: "Allow",
  Principal: { Service: "fis.amazonaws.com" },
  Action: "sts:AssumeRole",
  Condition: {
    StringEquals: { "aws:SourceAccount": ACCOUNT },
    ArnLike: { "aws:SourceArn": `arn:aws:fis:us-east-1:${ACCOUNT}:experiment/*` },
  },
};

export const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

/** Waits for something that the sandbox comes to by itself. */
export async function until(test: () => Promise<boolean> | boolean, what = "it"): Promise<void> {
  for (let turn = 0; turn < 600; turn++) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not come about`);
}

/** Experiments in a sandbox, by the SDK. */
export class Lab {
  readonly fis: FisClient;
  readonly iam: IAMClient;
  constructor(world: Pick<Sandbox, "url">) {
    this.fis = new FisClient(awsConfig(world));
    this.iam = new IAMClient(awsConfig(world));
  }

  /** The experiment role: who may take it, and what it may do everywhere. */
  async role(actions: readonly string[], trust: object = TRUST): Promise<void> {
    await this.iam.send(new CreateRoleCommand({ RoleName: "chaos", AssumeRolePolicyDocument: policy(trust) }));
    await this.allow(actions);
  }

  async allow(actions: readonly string[]): Promise<void> {
    const PolicyDocument = policy({ Effect: "Allow", Action: actions, Resource: "*" });
    await this.iam.send(new PutRolePolicyCommand({ RoleName: "chaos", PolicyName: "p", PolicyDocument }));
  }

  /** Creates a template and starts it; gives the experiment's id. */
  async launch(input: Partial<CreateExperimentTemplateCommandInput>): Promise<string> {
    const clientToken = crypto.randomUUID();
    const command = { clientToken, description: "d", roleArn: ROLE, stopConditions: [{ source: "none" }], actions: {}, ...input };
    const made = await this.fis.send(new CreateExperimentTemplateCommand(command));
    const { experiment } = await this.fis.send(
      new StartExperimentCommand({ clientToken, experimentTemplateId: made.experimentTemplate?.id }),
    );
    return experiment?.id ?? "";
  }

  async look(id: string): Promise<Experiment> {
    return (await this.fis.send(new GetExperimentCommand({ id }))).experiment ?? {};
  }

  /** The experiment at its end. */
  async end(id: string): Promise<Experiment> {
    const over = async () => ["completed", "stopped", "failed", "cancelled"].includes((await this.look(id)).state?.status ?? "");
    await until(over, `the end of ${id}`);
    return this.look(id);
  }

  close(): void {
    this.fis.destroy();
    this.iam.destroy();
  }
}
