import { AwsError } from "../kernel/error";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html */
export const validation = (message: string) => new AwsError("ValidationError", message);
export const loadBalancerNotFound = (what: string) => new AwsError("LoadBalancerNotFound", `Load balancer '${what}' not found`);
export const loadBalancersNotFound = (what: readonly string[]) =>
  new AwsError("LoadBalancerNotFound", `Load balancers '[${what.join(", ")}]' not found`);
export const targetGroupNotFound = (what: string) => new AwsError("TargetGroupNotFound", `Target groups '${what}' not found`);
export const oneOrMoreGroupsNotFound = () => new AwsError("TargetGroupNotFound", "One or more target groups not found");
export const listenerNotFound = () => new AwsError("ListenerNotFound", "One or more listeners not found");
export const ruleNotFound = () => new AwsError("RuleNotFound", "One or more rules not found");
export const invalidMarker = () => validation("Invalid marker");

/** Something that AWS has and the sandbox has not: said by name, with what to do instead. */
export const notInSandbox = (what: string, instead: string) =>
  new AwsError("OperationNotPermitted", `The sandbox does not simulate ${what}. ${instead}`);
