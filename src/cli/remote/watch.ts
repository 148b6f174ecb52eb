import { EXIT_OF_VERDICT } from "../../analysis";
import { BUCKET, type Entry } from "../../journal";
import { runResult } from "../../run";
import { EXIT, type ExitCode, FaultlineError, isFaultlineError } from "../../words";
import type { Given } from "../command";
import type { Context } from "../context";
import { type Following, follow } from "../following";
import { showVerdict } from "../verdict";
import { runId } from "../which";
import { begun } from "./begun";
import type { Remote } from "./connect";
import { type ExecutionView, executionOf } from "./execution";
import { openRemote } from "./open";

/** A hand-over, and an invocation that was killed and is made again, leave a run alone for seconds. */
const ALONE_MS = 120_000;

const REMOTELY: Following = {
  everyMs: 1_000,
  orphanedAfterMs: ALONE_MS,
  orphaned: (id) =>
    new FaultlineError("run-orphaned", `Nobody has conducted run ${id} for two minutes: its function is gone.`, {
      exitCode: EXIT.errored,
      remedy: `Make sure that nothing runs: faultline stop ${id} --remote. FIS has stopped its fault by the dead-man's switch if that was on.`,
      facts: { runId: id },
    }),
};

/** `faultline watch --remote` */
export async function watchRemote(context: Context, given: Given): Promise<ExitCode> {
  const remote = await openRemote(context, given);
  const asked = given.arguments.run;
  const isWaiting = asked !== undefined && (await remote.consents.find(asked)) !== undefined;
  return followToEnd(context, remote, isWaiting ? asked : await runId(remote.store, asked));
}

/** Shows a run until its end, from before its beginning if need be, and its verdict. */
export async function followToEnd(context: Context, remote: Remote, id: string): Promise<ExitCode> {
  const { store, deployment } = remote;
  const isOver = (await begun(context, remote, id)) && (await followed(context, remote, id));
  if (!isOver) {
    context.out.progress(`Run ${id} goes on. Watch it with: faultline watch ${id} --remote`);
    const entries = await store.read(id);
    context.out.result(entries.length > 0 ? { ...runResult(entries), report: null } : { runId: id, begun: false });
    return EXIT.passed;
  }
  const result = runResult(await store.read(id));
  const link = (file: "report.html" | "report.json") => `s3://${deployment.bucketName}/${BUCKET.report(id, file)}`;
  const report = { html: link("report.html"), json: link("report.json") };
  showVerdict(context.out, { ...result, report: report.html });
  context.out.result({ ...result, report });
  return EXIT_OF_VERDICT[result.verdict];
}

async function followed(context: Context, remote: Remote, id: string): Promise<boolean> {
  try {
    return await follow(context, remote.store, id, isEnd, REMOTELY);
  } catch (thrown) {
    if (!isFaultlineError(thrown) || thrown.code !== "run-orphaned") throw thrown;
    throw withReason(thrown, await executionOf(remote, id).catch(() => undefined));
  }
}

/** The same error with what the function said when it gave up, if it said anything. */
export function withReason(alone: FaultlineError, execution: ExecutionView | undefined): FaultlineError {
  return execution?.error ? new FaultlineError(alone.code, `${alone.message} It said: ${execution.error}`, alone.details) : alone;
}

const isEnd = ({ event }: Entry) => event.type === "run-ended";
