import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { MachinePlane, MachineSpec } from "../../../src/sandbox/plane/types";
import { awsConfig, nullPlane, sandbox } from "../support";

export const SPEED = 600;

/** Machines as records that remember what was asked of them, with the network function that EC2 set. */
export function recordingPlane() {
  const base = nullPlane();
  const booted: MachineSpec[] = [];
  const halted: { id: string; graceMs: number }[] = [];
  let allows: Parameters<MachinePlane["setNetwork"]>[0] = () => true;
  const plane: MachinePlane = {
    ...base,
    boot: async (spec) => {
      booted.push(spec);
      await base.boot(spec);
    },
    halt: async (id, graceMs) => {
      halted.push({ id, graceMs });
      await base.halt(id, graceMs);
    },
    setNetwork: (given) => {
      allows = given;
    },
  };
  return { plane, booted, halted, allows: (...asked: Parameters<typeof allows>) => allows(...asked) };
}

/** A sandbox 600 times as fast as the wall, with clients for the services of this folder. */
export async function fastSandbox(options: Parameters<typeof sandbox>[0] = {}) {
  const machines = recordingPlane();
  const started = await sandbox({ speed: SPEED, createPlane: () => machines.plane, ...options });
  const config = awsConfig(started);
  return {
    sandbox: started,
    machines,
    ec2: new EC2Client(config),
    autoscaling: new AutoScalingClient(config),
    elbv2: new ElasticLoadBalancingV2Client(config),
  };
}

/** Asks until the answer is right; the last answer is in the error otherwise. */
export async function eventually<T>(ask: () => Promise<T>, right: (answer: T) => boolean, withinMs = 8_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    if (Date.now() > until) throw new Error(`still not right: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** The error's name and message of a call that must fail. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string; status?: number }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error("the call was not refused");
}
