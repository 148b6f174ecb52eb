import type { lb } from "@pulumi/aws";
import { compact } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html */
export const targetGroupAttachment = resource<lb.TargetGroupAttachmentArgs, lb.TargetGroupAttachmentState>({
  type: "aws:lb/targetGroupAttachment:TargetGroupAttachment",
  alsoCalled: ["aws:alb/targetGroupAttachment:TargetGroupAttachment"],
  inputs: inputsOf<lb.TargetGroupAttachmentArgs>()({
    required: ["targetGroupArn", "targetId"],
    replaces: ["targetGroupArn", "targetId", "port", "availabilityZone"],
    updates: [],
    inert: ["quicServerId"],
  }),
  async create(inputs, context) {
    await context.clients.lb.registerTargets({ TargetGroupArn: inputs.targetGroupArn, Targets: [targetOf(inputs)] });
    return [inputs.targetGroupArn, inputs.targetId, inputs.port].filter((part) => part !== undefined).join("-");
  },
  async read(_id, context, known) {
    const { TargetHealthDescriptions } = await context.clients.lb.describeTargetHealth({
      TargetGroupArn: known.targetGroupArn,
      Targets: [targetOf(known)],
    });
    const state = TargetHealthDescriptions?.[0]?.TargetHealth;
    return state?.Reason === "Target.NotRegistered" ? undefined : {};
  },
  async delete(_id, context, known) {
    await context.clients.lb.deregisterTargets({ TargetGroupArn: known.targetGroupArn, Targets: [targetOf(known)] });
  },
});

function targetOf(target: Partial<Plainly<lb.TargetGroupAttachmentState>>) {
  return compact({ Id: target.targetId, Port: target.port, AvailabilityZone: target.availabilityZone });
}
