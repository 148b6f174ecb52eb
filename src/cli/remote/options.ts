import type { OptionSpec } from "../command";
import { endpointOptions } from "../ports";

/** Where commands find the Orchestrator whose runs they are about. */
export const deploymentOptions: readonly OptionSpec[] = [
  { flags: "--stack <name>", about: "the Pulumi stack whose output names manifests or, with --remote, `faultlineOrchestrator`" },
  { flags: "--deployment <file>", about: "with --remote: what `pulumi stack output faultlineOrchestrator --json` prints, in a file" },
  { flags: "--dir <dir>", about: "the Pulumi project", otherwise: "this folder" },
  ...endpointOptions,
];

export const remoteOptions: readonly OptionSpec[] = [
  { flags: "--remote", about: "runs in AWS, of a deployed Orchestrator", otherwise: "runs of this folder" },
  ...deploymentOptions,
];
