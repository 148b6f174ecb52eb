import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

pulumi.runtime.registerResourceTransform((args) =>
  args.type === "aws:ec2/vpc:Vpc" ? { props: { ...args.props, tags: { ...args.props.tags, team: "chaos" } }, opts: args.opts } : undefined,
);
const made: string[] = [];
const hook = new pulumi.ResourceHook("note", async (args) => {
  made.push(`${args.name} ${args.newOutputs?.cidrBlock}`);
});
const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16", tags: { name: "x" } }, { hooks: { afterCreate: [hook] } });

export const tags = vpc.tags;
export const noted = vpc.id.apply(() => made);
