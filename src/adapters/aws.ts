import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { FisClient } from "@aws-sdk/client-fis";
import { IAMClient } from "@aws-sdk/client-iam";
import { RDSClient } from "@aws-sdk/client-rds";
import type { RunClock, RunPorts } from "../run";
import { type ClientOptions, clientConfig } from "./clients";
import { cloudwatchAlarms } from "./cloudwatch/alarms";
import { cloudwatchMetrics } from "./cloudwatch/metrics";
import { fisInjector } from "./fis/injector";
import { iamRoles } from "./iam/roles";
import { systemObserver } from "./system/observer";

/** The ports of a run over AWS's own clients: AWS itself, or a sandbox at an endpoint. */
export function awsPorts(
  options: ClientOptions & { readonly accountId: string; readonly partition: string; readonly clock: RunClock },
): RunPorts {
  const config = clientConfig(options);
  // Nothing that ends a fault waits behind anything else: what is throttled elsewhere must slow down neither the guards nor the stop, so
  // they have clients of their own that do not wait adaptively; the conductor repeats by itself.
  const urgent = { ...config, maxAttempts: 2, retryMode: "standard" };
  return {
    injector: fisInjector(new FisClient(config), new FisClient({ ...urgent, maxAttempts: 1 }), options),
    metrics: cloudwatchMetrics(new CloudWatchClient(urgent)),
    alarms: cloudwatchAlarms(new CloudWatchClient(urgent)),
    targets: systemObserver({
      ec2: new EC2Client(config),
      autoScaling: new AutoScalingClient(config),
      rds: new RDSClient(config),
      eks: new EKSClient(config),
    }),
    roles: iamRoles(new IAMClient(config)),
    clock: options.clock,
  };
}
