import { instanceProfile } from "./instance-profile";
import { policy } from "./policy";
import { role } from "./role";
import { rolePolicy, rolePolicyAttachment } from "./role-policy";
import { serviceLinkedRole } from "./service-linked-role";

export const iamTypes = [role, rolePolicy, rolePolicyAttachment, policy, instanceProfile, serviceLinkedRole];
