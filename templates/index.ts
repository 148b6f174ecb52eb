export { type AzPowerInterruption, azPowerInterruption } from "./az-power-interruption/scenario";
export { type EksPodDelete, eksPodDelete } from "./eks-pod-delete/scenario";
export { type InstanceTermination, instanceTermination } from "./instance-termination/scenario";
export type { Scenario } from "./scenario";
