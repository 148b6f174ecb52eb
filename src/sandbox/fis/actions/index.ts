import { asgCapacityError } from "./asg-capacity-error";
import { assertAlarmState } from "./assert-alarm-state";
import { disruptConnectivity } from "./disrupt-connectivity";
import { interruptSpot } from "./interrupt-spot";
import { notSimulated } from "./not-simulated";
import { podCpuStress, podDelete, podLatency, podPacketLoss } from "./pods";
import { failoverCluster, rebootDatabases } from "./rds";
import { rebootInstances } from "./reboot-instances";
import { sendCommand } from "./send-command";
import { startAutomation } from "./start-automation";
import { stopInstances } from "./stop-instances";
import { terminateInstances } from "./terminate-instances";
import { terminateNodes } from "./terminate-nodes";
import type { Effect, Undo } from "./types";
import { wait } from "./wait";

/** Action id → effect. What is not in here runs for its control flow only. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  "aws:cloudwatch:assert-alarm-state": assertAlarmState,
  "aws:ec2:asg-insufficient-instance-capacity-error": asgCapacityError,
  "aws:ec2:reboot-instances": rebootInstances,
  "aws:ec2:send-spot-instance-interruptions": interruptSpot,
  "aws:ec2:stop-instances": stopInstances,
  "aws:ec2:terminate-instances": terminateInstances,
  "aws:eks:pod-cpu-stress": podCpuStress,
  "aws:eks:pod-delete": podDelete,
  "aws:eks:pod-network-latency": podLatency,
  "aws:eks:pod-network-packet-loss": podPacketLoss,
  "aws:eks:terminate-nodegroup-instances": terminateNodes,
  "aws:fis:wait": wait,
  "aws:network:disrupt-connectivity": disruptConnectivity,
  "aws:rds:failover-db-cluster": failoverCluster,
  "aws:rds:reboot-db-instances": rebootDatabases,
  "aws:ssm:send-command": sendCommand,
  "aws:ssm:start-automation-execution": startAutomation,
};

export function effectOf(actionId: string): Effect {
  return EFFECTS[actionId] ?? notSimulated;
}

/** Kind of an undo step → who takes it back. */
export const UNDO: Readonly<Record<string, Undo>> = Object.assign({}, ...Object.values(EFFECTS).map((effect) => effect.undo ?? {}));
