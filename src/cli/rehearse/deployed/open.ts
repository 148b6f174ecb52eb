import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Deployment } from "../../../experiment";
import { configFor, connect, type Remote } from "../../remote/connect";
import { answerRequest } from "../../remote/consent";
import { executionOf, isAtWork } from "../../remote/execution";
import type { Asked } from "./begun";
import { Newsreader } from "./news";
import { Schedules } from "./schedules";

/** An Orchestrator deployed in a sandbox: reached as one in AWS is, and with what moves its schedules and hears its topic. */
export interface Rehearsed extends Remote, Asked {
  readonly schedules: Schedules;
  readonly news: Newsreader;
}

export async function openRehearsed(deployment: Deployment, endpoint: string): Promise<Rehearsed> {
  const remote = await connect(deployment, endpoint);
  const config = configFor(deployment, endpoint);
  const scheduler = new SchedulerClient(config);
  const schedules = new Schedules(scheduler, deployment.scheduleGroup);
  const sns = new SNSClient(config);
  const sqs = new SQSClient(config);
  return {
    ...remote,
    schedules,
    news: await Newsreader.subscribe({ sns, sqs }, deployment),
    executionOf: (runId) => executionOf(remote, runId),
    approve: (runId) => approve(remote, runId),
    callOff: async (schedule) => {
      if (schedule !== undefined) await schedules.remove(schedule);
      return !(await isAtWork(remote));
    },
    close: () => {
      remote.close();
      for (const client of [scheduler, sns, sqs]) client.destroy();
    },
  };
}

async function approve(remote: Remote, runId: string): Promise<string> {
  const people = (await remote.consents.find(runId))?.consent.by ?? [];
  const [by = ""] = people;
  await answerRequest(remote, runId, { by, answer: "approved", note: "by a rehearsal, in this person's name" });
  return `run ${runId} waits for approval by ${people.join(" or ")}: the rehearsal approves it as ${by}, as faultline approve would`;
}
