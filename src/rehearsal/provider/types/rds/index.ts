import { cluster } from "./cluster";
import { clusterInstance } from "./cluster-instance";
import { instance } from "./instance";
import { subnetGroup } from "./subnet-group";

export const rdsTypes = [subnetGroup, cluster, clusterInstance, instance];
