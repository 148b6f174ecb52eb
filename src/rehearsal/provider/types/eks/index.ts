import { accessEntry, accessPolicyAssociation } from "./access";
import { cluster } from "./cluster";
import { nodeGroup } from "./node-group";

export const eksTypes = [cluster, nodeGroup, accessEntry, accessPolicyAssociation];
