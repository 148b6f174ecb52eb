import { listener } from "./listener";
import { loadBalancer } from "./load-balancer";
import { targetGroup } from "./target-group";
import { targetGroupAttachment } from "./target-group-attachment";

export const lbTypes = [loadBalancer, targetGroup, listener, targetGroupAttachment];
