import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { lb } from "@pulumi/aws";
import { compact } from "../../convert";
import type { Plainly } from "../../resource-type";

type ListenerAction = Plainly<lb.ListenerArgs>["defaultActions"][number];

/** What a listener or a rule does with a request, as the API takes it. */
export function actionInput(action: ListenerAction, index: number): Action {
  const { fixedResponse, redirect, forward } = action;
  return compact<Action>({
    Type: action.type as Action["Type"],
    Order: action.order ?? index + 1,
    TargetGroupArn: action.targetGroupArn,
    FixedResponseConfig: fixedResponse && {
      ContentType: fixedResponse.contentType,
      MessageBody: fixedResponse.messageBody,
      StatusCode: fixedResponse.statusCode ?? "200",
    },
    RedirectConfig: redirect && {
      Host: redirect.host,
      Path: redirect.path,
      Port: redirect.port,
      Protocol: redirect.protocol,
      Query: redirect.query,
      StatusCode: redirect.statusCode === "HTTP_302" ? "HTTP_302" : "HTTP_301",
    },
    ForwardConfig: forward && {
      TargetGroups: forward.targetGroups.map(({ arn, weight }) => compact({ TargetGroupArn: arn, Weight: weight })),
      TargetGroupStickinessConfig: forward.stickiness && {
        Enabled: forward.stickiness.enabled,
        DurationSeconds: forward.stickiness.duration,
      },
    },
  });
}
