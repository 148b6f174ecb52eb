import type { Manifest, MetricPlan } from "../../src/experiment";
import type { ActionObservation, FisStatus, ResolvedTarget, Sample, TargetState } from "../../src/journal";
import type { AlarmState, CallOptions, ExperimentObservation, RunPorts, TemplateObservation } from "../../src/run";
import type { VirtualTime } from "./virtual-time";

interface Experiment {
  readonly id: string;
  readonly token: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly startedAt: number;
  stopAt: number | null;
  stopReason: string;
  cancelled: boolean;
  failure: { readonly reason: string; readonly code: string } | null;
}

/** The name of a port's call, for scripts that disturb it. */
export type PortCall =
  | "template"
  | "start"
  | "findByTag"
  | "observe"
  | "stop"
  | "resolvedTargets"
  | "activeExperiments"
  | "safetyLever"
  | "engageSafetyLever"
  | "read"
  | "states"
  | "beat"
  | "targets"
  | "residue"
  | "roles";

export const SECONDS = 1_000;
const INITIATING = 2 * SECONDS;
const STOPPING = 3 * SECONDS;

/**
 * A small scripted AWS: one FIS, one system with two instances in a group, and its metrics, all functions of a virtual time. Everything that a
 * test wants to be different is a member to be set, or a disturbance of a call.
 */
export class World {
  readonly experiments: Experiment[] = [];
  readonly calls: { readonly call: PortCall; readonly at: number; readonly token?: string }[] = [];
  lever: "engaged" | "engaging" | "disengaged" = "disengaged";
  /** How long the experiment lasts. */
  lasts = 120 * SECONDS;
  /** How long the system needs to be normal after the fault. */
  heals = 20 * SECONDS;
  /** Values of the system by metric name. */
  value: (metric: string, at: number) => number | null = (metric, at) => this.usual(metric, at);
  /** How late samples come in. */
  lagMs = 0;
  alarmOf: (guard: string) => AlarmState = () => "OK";
  others: string[] = [];
  /** What the role may not do. */
  roleLacks: (action: string) => boolean = () => false;
  residueLeft: { id: string; what: string }[] = [];
  resolvedOverride: readonly ResolvedTarget[] | undefined;
  roleMadeAt: number | null = 0;
  actionReason = "Action was completed.";
  templateChange: (template: TemplateObservation) => TemplateObservation | undefined = (template) => template;
  stateOf: (id: string) => Partial<TargetState> = () => ({});
  /** Called before each port call; may throw, wait or never answer. */
  disturb: (call: PortCall, count: number, options?: CallOptions) => Promise<void> | void = () => undefined;
  private lastBeat = Number.NEGATIVE_INFINITY;
  private heardSince = Number.NEGATIVE_INFINITY;
  private readonly counts = new Map<PortCall, number>();

  constructor(
    readonly time: VirtualTime,
    readonly manifest: Manifest,
  ) {}

  /** The newest experiment. */
  get experiment(): Experiment | undefined {
    return this.experiments.at(-1);
  }

  status(experiment: Experiment): FisStatus {
    const now = this.time.now();
    if (experiment.cancelled) return "cancelled";
    if (experiment.stopAt !== null && now >= experiment.stopAt) return now >= experiment.stopAt + STOPPING ? "stopped" : "stopping";
    if (experiment.failure && now >= experiment.startedAt + INITIATING) return "failed";
    if (now < experiment.startedAt + INITIATING) return "initiating";
    return now < this.endOf(experiment) ? "running" : "completed";
  }

  private endOf(experiment: Experiment): number {
    const natural = experiment.startedAt + INITIATING + this.lasts;
    return experiment.stopAt === null ? natural : Math.min(natural, experiment.stopAt + STOPPING);
  }

  /** Whether the fault acts at an instant. */
  isBroken(at: number): boolean {
    return this.experiments.some(
      (experiment) =>
        !experiment.cancelled && !experiment.failure && at >= experiment.startedAt + INITIATING && at < this.endOf(experiment),
    );
  }

  /** Whether the system still suffers at an instant. */
  isHurt(at: number): boolean {
    return this.experiments.some(
      (experiment) =>
        !experiment.cancelled && !experiment.failure && at >= experiment.startedAt + INITIATING && at < this.endOf(experiment) + this.heals,
    );
  }

  usual(metric: string, at: number): number | null {
    if (metric === "Requests") return 400;
    if (metric === "Errors") return this.isHurt(at) ? 2 : 0.1;
    if (metric === "Latency") return this.isBroken(at) ? 250 : 80;
    if (metric === "Hosts") return this.isHurt(at) ? 1 : 2;
    return null;
  }

  stopByCondition(reason = "Experiment halted by stop condition."): void {
    const { experiment } = this;
    if (!experiment || experiment.stopAt !== null) return;
    experiment.stopAt = this.time.now();
    experiment.stopReason = reason;
  }

  ports(): RunPorts {
    const { time } = this;
    const before = async (call: PortCall, options?: CallOptions, token?: string) => {
      const count = (this.counts.get(call) ?? 0) + 1;
      this.counts.set(call, count);
      this.calls.push({ call, at: time.now(), ...(token === undefined ? {} : { token }) });
      await this.disturb(call, count, options);
    };
    return {
      clock: time,
      injector: {
        template: async (_, call) => {
          await before("template", call);
          return this.templateChange(templateOf(this.manifest));
        },
        start: async ({ templateId, clientToken, tags }, call) => {
          await before("start", call, clientToken);
          if (templateId !== this.manifest.templateId)
            return { ok: false, code: "ResourceNotFoundException", message: `${templateId} not found`, retryable: false };
          const known = this.experiments.find((experiment) => experiment.token === clientToken);
          if (known) return { ok: true, id: known.id, arn: `arn:${known.id}` };
          const experiment: Experiment = {
            id: `EXP${this.experiments.length + 1}`,
            token: clientToken,
            tags,
            startedAt: time.now(),
            stopAt: null,
            stopReason: "",
            cancelled: this.lever !== "disengaged",
            failure: null,
          };
          this.experiments.push(experiment);
          return { ok: true, id: experiment.id, arn: `arn:${experiment.id}` };
        },
        findByTag: async (key, value, call) => {
          await before("findByTag", call);
          const found = this.experiments.find((experiment) => experiment.tags[key] === value);
          return found && { id: found.id, arn: `arn:${found.id}` };
        },
        observe: async (id, call) => {
          await before("observe", call);
          return this.observation(id);
        },
        stop: async (id, call) => {
          await before("stop", call);
          const experiment = this.experiments.find((candidate) => candidate.id === id);
          if (experiment && experiment.stopAt === null && this.status(experiment) !== "completed") {
            experiment.stopAt = time.now();
            experiment.stopReason = "Experiment stopped by user.";
          }
        },
        resolvedTargets: async (id, call) => {
          await before("resolvedTargets", call);
          const experiment = this.experiments.find((candidate) => candidate.id === id);
          if (!experiment || experiment.failure || experiment.cancelled || this.status(experiment) === "initiating") return [];
          return (
            this.resolvedOverride ?? [{ target: "oneZone", resourceType: "aws:ec2:instance", id: "i-1", zone: "us-east-1a", info: {} }]
          );
        },
        activeExperiments: async (call) => {
          await before("activeExperiments", call);
          const own = this.experiments.filter(
            (experiment) => !["completed", "stopped", "failed", "cancelled"].includes(this.status(experiment)),
          );
          const others = this.others.map((other) => ({ id: other, templateId: "EXTother", tags: {} }));
          return [...others, ...own.map(({ id, tags }) => ({ id, templateId: this.manifest.templateId, tags }))];
        },
        safetyLever: async (call) => {
          await before("safetyLever", call);
          return this.lever;
        },
        engageSafetyLever: async (_, call) => {
          await before("engageSafetyLever", call);
          this.lever = "engaged";
          for (const experiment of this.experiments) experiment.stopAt ??= time.now();
        },
      },
      roles: {
        denied: async (_, requests, call) => {
          await before("roles", call);
          return requests.filter(({ action }) => this.roleLacks(action));
        },
        createdAt: async () => this.roleMadeAt,
      },
      metrics: {
        read: async (metrics, from, to, call) => {
          await before("read", call);
          return metrics.map((metric) => this.samples(metric, from, to));
        },
      },
      alarms: {
        states: async (arns, call) => {
          await before("states", call);
          return Object.fromEntries(arns.map((arn) => [arn, this.alarm(arn)]));
        },
        beat: async (_, call) => {
          await before("beat", call);
          if (!this.isHeard()) this.heardSince = time.now();
          this.lastBeat = time.now();
        },
      },
      targets: {
        observe: async (_, resolved, call) => {
          await before("targets", call);
          return this.states(resolved);
        },
        residue: async (_, call) => {
          await before("residue", call);
          return this.residueLeft;
        },
      },
    };
  }

  private isHeard(): boolean {
    return this.time.now() - this.lastBeat < 3 * this.manifest.heartbeat.everyMs;
  }

  private observation(id: string): ExperimentObservation {
    const experiment = this.experiments.find((candidate) => candidate.id === id);
    if (!experiment) throw new Error(`there is no experiment ${id}`);
    const status = this.status(experiment);
    const isOver = ["completed", "stopped", "failed", "cancelled"].includes(status);
    const action: ActionObservation = {
      status: status === "initiating" || status === "cancelled" ? "pending" : status === "failed" ? "failed" : status,
      reason: status === "completed" ? this.actionReason : "",
      startedAt: experiment.startedAt + INITIATING,
      endedAt: isOver ? this.endOf(experiment) : null,
    };
    return {
      status,
      reason: experiment.failure?.reason ?? (status === "stopped" ? experiment.stopReason : ""),
      errorCode: experiment.failure?.code ?? null,
      startedAt: experiment.startedAt,
      endedAt: isOver ? Math.min(this.time.now(), this.endOf(experiment)) : null,
      actions: { stopOne: action },
    };
  }

  private samples(metric: MetricPlan, from: number, to: number): readonly Sample[] {
    const [query] = metric.queries;
    const name = query?.kind === "metric" ? query.name : "";
    const out: Sample[] = [];
    for (let at = Math.floor(from / metric.periodMs) * metric.periodMs; at < to; at += metric.periodMs) {
      const isIn = at + metric.periodMs + this.lagMs <= this.time.now();
      out.push({ at, value: isIn ? this.worst(name, at, metric.periodMs) : null });
    }
    return out;
  }

  /** A sample shows the worst of its period, so that a short fault cannot hide in it. */
  private worst(name: string, at: number, periodMs: number): number | null {
    const values = [0, 0.25, 0.5, 0.75, 0.999].map((share) => this.value(name, at + share * periodMs));
    const known = values.filter((value) => value !== null);
    if (known.length < values.length) return null;
    return name === "Hosts" || name === "Requests" ? Math.min(...known) : Math.max(...known);
  }

  private alarm(arn: string): { readonly state: AlarmState; readonly reason: string; readonly since: number | null } {
    const { heartbeat, alarms } = this.manifest;
    if (arn === heartbeat.alarmArn) {
      return this.isHeard()
        ? { state: "OK", reason: "", since: this.heardSince }
        : { state: "ALARM", reason: "", since: this.lastBeat + 3 * heartbeat.everyMs };
    }
    const alarm = alarms.find((candidate) => candidate.arn === arn);
    const state = alarm ? this.alarmOf(alarm.guard) : "missing";
    return { state, reason: "", since: state === "ALARM" ? this.time.now() : null };
  }

  private states(resolved: readonly ResolvedTarget[]): readonly TargetState[] {
    const isBroken = this.isBroken(this.time.now());
    const ids = resolved.length > 0 ? resolved.map((target) => target.id) : ["i-1"];
    const instances = ids.map(
      (id): TargetState => ({
        id,
        resourceType: "aws:ec2:instance",
        target: "oneZone",
        zone: "us-east-1a",
        state: isBroken ? "stopped" : "running",
        condition: isBroken ? "impaired" : "healthy",
        facts: { group: "web" },
        ...this.stateOf(id),
      }),
    );
    const isHurt = this.isHurt(this.time.now());
    const group: TargetState = {
      id: "web",
      resourceType: "aws:ec2:autoscaling-group",
      target: null,
      zone: null,
      state: isHurt ? "1 of 2 in service" : "2 of 2 in service",
      condition: isHurt ? "impaired" : "healthy",
      facts: { name: "web", capacity: isHurt ? 1 : 2 },
      ...this.stateOf("web"),
    };
    return [...instances, group];
  }
}

/** The template as the manifest's plan wants it. */
export function templateOf(manifest: Manifest): TemplateObservation {
  const { plan } = manifest;
  return {
    id: manifest.templateId,
    roleArn: manifest.roleArn,
    stopConditionArns: [...manifest.alarms.map((alarm) => alarm.arn), manifest.heartbeat.alarmArn],
    emptyTargets: plan.emptyTargets,
    actions: Object.fromEntries(
      plan.actions.map(({ name, actionId, parameters, targets, after }) => [name, { actionId, parameters, targets, after }]),
    ),
    targets: Object.fromEntries(plan.targets.map(({ name, ...target }) => [name, target])),
  };
}
