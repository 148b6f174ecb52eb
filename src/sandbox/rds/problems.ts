import { AwsError } from "../kernel/error";

export const clusterNotFound = (id: string) => new AwsError("DBClusterNotFoundFault", `DBCluster ${id} not found.`, 404);
export const instanceNotFound = (id: string) => new AwsError("DBInstanceNotFound", `DBInstance ${id} not found.`, 404);
export const subnetGroupNotFound = (name: string) =>
  new AwsError("DBSubnetGroupNotFoundFault", `DB subnet group '${name}' does not exist.`, 404);
export const clusterState = (message: string) => new AwsError("InvalidDBClusterStateFault", message);
export const instanceState = (message: string) => new AwsError("InvalidDBInstanceState", message);
export const invalidValue = (message: string) => new AwsError("InvalidParameterValue", message);
export const invalidCombination = (message: string) => new AwsError("InvalidParameterCombination", message);
export const invalidMarker = () => invalidValue("Invalid marker.");

/** Something that AWS has and the sandbox has not. */
export const notInSandbox = (what: string, instead: string) => invalidCombination(`The sandbox does not simulate ${what}. ${instead}`);
