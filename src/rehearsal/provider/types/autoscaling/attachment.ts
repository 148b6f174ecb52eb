import type { autoscaling } from "@pulumi/aws";
import { inputsOf, resource } from "../../resource-type";

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachLoadBalancerTargetGroups.html */
export const attachment = resource<autoscaling.AttachmentArgs, autoscaling.AttachmentState>({
  type: "aws:autoscaling/attachment:Attachment",
  inputs: inputsOf<autoscaling.AttachmentArgs>()({
    required: ["autoscalingGroupName"],
    replaces: ["autoscalingGroupName", "lbTargetGroupArn", "elb"],
    updates: [],
  }),
  check: ({ lbTargetGroupArn }) =>
    lbTargetGroupArn === undefined
      ? [{ property: "lbTargetGroupArn", reason: "is missing (classic load balancers are not rehearsed)" }]
      : [],
  async create({ autoscalingGroupName, lbTargetGroupArn = "" }, context) {
    await context.clients.autoscaling.attachLoadBalancerTargetGroups({
      AutoScalingGroupName: autoscalingGroupName,
      TargetGroupARNs: [lbTargetGroupArn],
    });
    return `${autoscalingGroupName}-${lbTargetGroupArn}`;
  },
  async read(_id, context, { autoscalingGroupName = "", lbTargetGroupArn = "" }) {
    const { AutoScalingGroups } = await context.clients.autoscaling.describeAutoScalingGroups({
      AutoScalingGroupNames: [autoscalingGroupName],
    });
    return AutoScalingGroups?.[0]?.TargetGroupARNs?.includes(lbTargetGroupArn) ? {} : undefined;
  },
  async delete(_id, context, { autoscalingGroupName = "", lbTargetGroupArn = "" }) {
    await context.clients.autoscaling.detachLoadBalancerTargetGroups({
      AutoScalingGroupName: autoscalingGroupName,
      TargetGroupARNs: [lbTargetGroupArn],
    });
  },
});
