import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "../../experiment";
import { formatProblem, problemsError } from "../../words";
import { localityOf } from "../locality";
import { watchItself } from "./alarms";
import type { OrchestratorArgs } from "./args";
import { checkOrchestrator } from "./check";
import { dashboard } from "./dashboard";
import { documents } from "./documents";
import { conductorFunction, functionLog, liveAlias } from "./function";
import { historyTable, reportBucket } from "./history";
import { deadLetters, experimentEvents, newsPolicies, newsTopic } from "./news";
import { normalOf } from "./normal";
import type { Parts } from "./parts";
import { durablePolicy, functionRole } from "./role";
import { scheduleGroup, schedules } from "./schedules";

/** The type of the component in Pulumi's state. */
export const ORCHESTRATOR_TYPE = "faultline:index:Orchestrator";

/**
 * Runs experiments inside AWS: on schedules, or when somebody asks (`faultline run NAME --remote`). One per environment, account and Region;
 * nothing of it is always on.
 *
 * Makes a durable Lambda function with its role, a table for the runs, a bucket for manifests and reports, a topic for the news, a queue for
 * what could not be delivered, one schedule per experiment that has one, alarms on itself and a dashboard.
 *
 * Everything is checked before anything is made; all problems are reported at once (`FaultlineError`, code `invalid-input`).
 *
 * What a change does: experiments, schedules, approvals, windows and retention change in place; new code or configuration of the function publishes a version, and
 * runs that are under way end on theirs. A new name replaces everything (use `aliases`); with `history: "keep"` the old table and bucket stay in the account.
 *
 * Children begin with the component's name; docs/orchestrator.md lists them, with their permissions and what deleting each does.
 */
export class Orchestrator extends pulumi.ComponentResource {
  /** What `faultline … --remote` needs to find it. Export it as `faultlineOrchestrator`. */
  readonly deployment: pulumi.Output<Deployment>;
  /** Of the alias: what a CI job or a schedule of your own invokes. */
  readonly functionArn: pulumi.Output<string>;
  /** Where the news go: subscribe to it. */
  readonly topicArn: pulumi.Output<string>;
  /** The DynamoDB table that holds the record of every run. */
  readonly tableName: pulumi.Output<string>;
  /** The bucket of manifests, reports and evidence. */
  readonly bucketName: pulumi.Output<string>;
  /** The EventBridge Scheduler group of its schedules. */
  readonly scheduleGroup: pulumi.Output<string>;

  constructor(name: string, args: OrchestratorArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ORCHESTRATOR_TYPE, name, {}, opts);
    this.refuseProblems(name, args);
    const parts = this.parts(name, args, opts);

    const table = historyTable(parts);
    const bucket = reportBucket(parts);
    const topic = newsTopic(parts);
    const queue = deadLetters(parts);
    const rule = experimentEvents(parts, topic, queue);
    newsPolicies(parts, { topic, queue, rule });

    const logGroup = functionLog(parts);
    const group = scheduleGroup(parts);
    const { role, policy } = functionRole(parts, { table, bucket, topic, queue, logGroup });
    const made = conductorFunction(parts, { role, policy, logGroup, table, bucket, topic, queue, group });
    const alias = liveAlias(parts, made, durablePolicy(parts, role, made));

    this.functionArn = alias.arn;
    this.topicArn = topic.arn;
    this.tableName = table.name;
    this.bucketName = bucket.bucket;
    this.scheduleGroup = group.name;
    this.deployment = pulumi.all([parts.locality, alias.arn, table.name, bucket.bucket, topic.arn, group.name]).apply(
      ([{ accountId, region }, functionArn, tableName, bucketName, topicArn, scheduleGroup]): Deployment => ({
        version: 1,
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
        accountId,
        region,
        functionArn,
        tableName,
        bucketName,
        topicArn,
        scheduleGroup,
        experiments: parts.normal.experiments.map(({ experiment }) => experiment.experimentName),
      }),
    );

    const { deployment, functionArn, topicArn, tableName, bucketName } = this;
    schedules(parts, { group, alias, queue, documents: documents(parts, bucket, policy), role, bucket, deployment });
    watchItself(parts, { made, queue, group, topic });
    dashboard(parts, { made, queue, group, table });
    this.registerOutputs({ deployment, functionArn, topicArn, tableName, bucketName, scheduleGroup: this.scheduleGroup });
  }

  private parts(name: string, args: OrchestratorArgs, opts: pulumi.ComponentResourceOptions = {}): Parts {
    const { retainOnDelete } = opts;
    return {
      name,
      args,
      normal: normalOf(args),
      locality: localityOf(this),
      tags: { ...args.tags, "faultline:orchestrator": name },
      opts: { parent: this, ...(retainOnDelete === undefined ? {} : { retainOnDelete }) },
    };
  }

  private refuseProblems(name: string, args: OrchestratorArgs): void {
    const { problems, warnings } = checkOrchestrator(name, args, Date.now());
    // Pulumi shows a RunError by its message alone: the problems name their places, a stack trace would bury them.
    if (problems.length > 0) throw Object.assign(problemsError(`The orchestrator "${name}"`, problems), new pulumi.RunError());
    for (const warning of warnings) void pulumi.log.warn(formatProblem(warning).trim(), this);
  }
}
