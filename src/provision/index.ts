export { EXPERIMENT_TYPE, Experiment, manifests } from "./experiment";
