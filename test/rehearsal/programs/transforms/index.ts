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

/** A transform of a component holds for everything under it. */
class Group extends pulumi.ComponentResource {
  readonly inner: aws.ec2.Vpc;
  constructor(name: string, parent?: pulumi.Resource, opts: pulumi.ComponentResourceOptions = {}) {
    super("test:index:Group", name, {}, { ...opts, ...(parent ? { parent } : {}) });
    this.inner = new aws.ec2.Vpc(name, { cidrBlock: "10.1.0.0/16", tags: { name } }, { parent: this });
  }
}
const outer = new Group("outer", undefined, {
  transforms: [
    ({ type, props, opts }) => (type === "aws:ec2/vpc:Vpc" ? { props: { ...props, cidrBlock: "10.2.0.0/16" }, opts } : undefined),
  ],
});
const below = new Group("below", outer);
export const blocks = [outer.inner.cidrBlock, below.inner.cidrBlock, vpc.cidrBlock];

export const tags = vpc.tags;
export const noted = vpc.id.apply(() => made);
