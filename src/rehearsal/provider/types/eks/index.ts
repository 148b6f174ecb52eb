import { accessEntry, accessPolicyAssociation } from "./access";
import { addon } from "./addon";
import { cluster } from "./cluster";
import { nodeGroup } from "./node-group";

export const eksTypes = [cluster, nodeGroup, addon, accessEntry, accessPolicyAssociation];
