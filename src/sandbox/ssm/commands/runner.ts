import { messageOf } from "../../../words";
import { podMachinesOn } from "../../eks/pods/records";
import type { Cancel } from "../../kernel/clock";
import type { Cloud } from "../../kernel/cloud";
import { documentName, OWNED_DOCUMENTS } from "../documents/catalogue";
import { COMMANDS, type CommandRecord, type InvocationRecord, type InvocationStatus, tablesOf } from "../records";
import { SSM_TIMINGS } from "../timings";
import { kill, nothing, workOf } from "./effects";

const isOver = (status: InvocationStatus) => status !== "Pending" && status !== "InProgress";

/** Runs the invocations of commands on their instances, for as long as the document says. */
export function commandRunner(cloud: Cloud) {
  /** What ends a running effect, by command and instance. */
  const undo = new Map<string, Cancel>();
  let open = new AbortController();
  const key = (command: CommandRecord, instanceId: string) => `${command.id} ${instanceId}`;

  function finish(
    command: CommandRecord,
    invocation: InvocationRecord,
    status: InvocationStatus,
    said: { output?: string; error?: string },
  ): void {
    undo.get(key(command, invocation.instanceId))?.();
    undo.delete(key(command, invocation.instanceId));
    invocation.status = status;
    invocation.endedAt = cloud.clock.now();
    invocation.responseCode = status === "Success" ? 0 : status === "Cancelled" ? -1 : 1;
    invocation.output += said.output ?? "";
    invocation.error += said.error ?? "";
    cloud.state.touch();
  }

  /** Another network document that is at work on the instance. */
  function busyNetwork(scope: string, command: CommandRecord, instanceId: string): string | undefined {
    const name = documentName(command.document);
    if (!OWNED_DOCUMENTS[name]?.network) return undefined;
    const other = tablesOf(cloud, scope).commands.find(
      (one) =>
        one !== command &&
        OWNED_DOCUMENTS[documentName(one.document)]?.network === true &&
        one.invocations.some((each) => each.instanceId === instanceId && each.status === "InProgress"),
    );
    return other && documentName(other.document);
  }

  /** Lets the document take hold; what remains is to wait for its end. */
  function apply(scope: string, command: CommandRecord, invocation: InvocationRecord): "lasting" | "done" {
    const { instanceId } = invocation;
    const name = documentName(command.document);
    const other = busyNetwork(scope, command, instanceId);
    if (other) {
      finish(command, invocation, "Failed", { error: `Another network fault is running on this instance: ${other}\n` });
      return "done";
    }
    const machineIds = [instanceId, ...podMachinesOn(cloud, scope, instanceId)];
    const work = command.notSimulated ? ({ kind: "none" } as const) : workOf(name, command.parameters, machineIds);
    if (work.kind === "refused") {
      finish(command, invocation, "Failed", { error: `${work.reason}\n` });
      return "done";
    }
    if (work.kind === "kill") {
      const found = kill(cloud.plane, machineIds, work);
      finish(command, invocation, found ? "Success" : "Failed", found ? {} : { error: `${work.processName}: no process found\n` });
      return "done";
    }
    if (work.kind === "none") invocation.output = `The sandbox does not simulate ${name}: it ran for its control flow alone.\n`;
    undo.set(key(command, instanceId), work.kind === "impair" ? cloud.plane.impair(work.impairment) : nothing);
    return "lasting";
  }

  /** After a restart of the sandbox its machines take a while to be back. */
  async function untilRunning(instanceId: string, signal: AbortSignal): Promise<void> {
    const patience = cloud.clock.now() + SSM_TIMINGS.recoveryMs;
    while (!signal.aborted && cloud.plane.machine(instanceId)?.state !== "running" && cloud.clock.now() < patience) {
      await cloud.clock.sleep(1_000, signal);
    }
  }

  async function run(scope: string, command: CommandRecord, invocation: InvocationRecord, signal: AbortSignal): Promise<void> {
    if (invocation.status === "InProgress") await untilRunning(invocation.instanceId, signal);
    else {
      await cloud.clock.sleep(SSM_TIMINGS.deliveryMs, signal);
      if (signal.aborted || isOver(invocation.status)) return;
      const now = cloud.clock.now();
      const seconds = Number(command.parameters.DurationSeconds?.[0] ?? "0");
      invocation.status = "InProgress";
      invocation.startedAt = now;
      invocation.endsAt = now + (seconds > 0 ? seconds * 1000 : SSM_TIMINGS.scriptMs);
      cloud.state.touch();
    }
    if (cloud.plane.machine(invocation.instanceId)?.state !== "running") {
      return finish(command, invocation, "Failed", { error: "The instance is not running.\n" });
    }
    if (apply(scope, command, invocation) === "done") return;
    await cloud.clock.sleep((invocation.endsAt ?? 0) - cloud.clock.now(), signal);
    if (!signal.aborted && !isOver(invocation.status)) finish(command, invocation, "Success", {});
  }

  function begin(scope: string, command: CommandRecord, invocation: InvocationRecord): void {
    const { signal } = open;
    run(scope, command, invocation, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      cloud.log("ssm: a command failed", { command: command.id, instance: invocation.instanceId, reason: messageOf(error) });
      finish(command, invocation, "Failed", { error: `${messageOf(error)}\n` });
    });
  }

  return {
    send: (scope: string, command: CommandRecord): void => {
      for (const invocation of command.invocations) begin(scope, command, invocation);
    },
    /** Ends invocations at once and takes their effect back. */
    cancel: (command: CommandRecord, instanceIds: readonly string[]): void => {
      for (const invocation of command.invocations) {
        if (instanceIds.length > 0 && !instanceIds.includes(invocation.instanceId)) continue;
        if (!isOver(invocation.status)) finish(command, invocation, "Cancelled", {});
      }
    },
    /** An instance that stops takes with it whatever ran on it. */
    instanceLeft: (scope: string, instanceId: string): void => {
      for (const command of tablesOf(cloud, scope).commands.values()) {
        for (const invocation of command.invocations) {
          if (invocation.instanceId !== instanceId || invocation.status !== "InProgress") continue;
          finish(command, invocation, "Failed", { error: "The instance stopped while the command ran.\n" });
        }
      }
    },
    /** Takes up again what ran before a restart of the sandbox, once its instances are back. */
    recover: (): void => {
      for (const { scope, record } of cloud.state.table<CommandRecord>(COMMANDS).everywhere()) {
        for (const invocation of record.invocations) if (!isOver(invocation.status)) begin(scope, record, invocation);
      }
    },
    stop: (): void => {
      open.abort();
      open = new AbortController();
      for (const end of undo.values()) end();
      undo.clear();
    },
  };
}

export type CommandRunner = ReturnType<typeof commandRunner>;
