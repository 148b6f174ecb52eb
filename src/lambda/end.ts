import { BUCKET, type Entry } from "../journal";
import { renderHtml, renderJson, reportModel } from "../report";
import { runResult } from "../run";
import { parseArn } from "../words";
import type { Bag, Place } from "./bag";
import { fewReasons, type Told } from "./news";

/** Writes the report of a run into the bucket and says how it ended. Done again it writes the same. */
export async function conclude(bag: Bag, runId: string, place: Place, by: string): Promise<Told> {
  const store = await bag.store();
  const entries = await store.read(runId);
  const model = reportModel(entries);
  if (!model) throw new Error(`run ${runId} has no journal`);
  const html = BUCKET.report(runId, "report.html");
  const json = BUCKET.report(runId, "report.json");
  await bag.write(html, renderHtml(model), "text/html; charset=utf-8");
  await bag.write(json, `${JSON.stringify(renderJson(model), null, 2)}\n`, "application/json");
  return toldOf(entries, place, by, { html: bag.linkTo(html), json: bag.linkTo(json) });
}

/** How a run ended, for when its report cannot be written. */
export async function unreported(bag: Bag, runId: string, place: Place, by: string): Promise<Told> {
  const store = await bag.store();
  return toldOf(await store.read(runId), place, by, { html: null, json: null });
}

function toldOf(entries: readonly Entry[], place: Place, by: string, report: Pick<Told["links"], "html" | "json">): Told {
  const { runId, verdict, reasons, experiment, startedAt, endedAt, fisExperimentId } = runResult(entries);
  const links = { ...report, fis: consoleOf(place, fisExperimentId) };
  return { version: 1, runId, experiment, verdict, reasons: fewReasons(reasons), startedAt, endedAt, fisExperimentId, by, links };
}

/** A run that did not come to an end that a journal could tell of. */
export function withoutEnd(
  parts: { readonly runId: string; readonly experiment: string; readonly by: string },
  reason: { readonly code: string; readonly message: string; readonly supports: "blocked" | "errored" },
  place?: Place,
  fisExperimentId: string | null = null,
): Told {
  const { runId, experiment, by } = parts;
  const links = { html: null, json: null, fis: place ? consoleOf(place, fisExperimentId) : null };
  const none = { startedAt: null, endedAt: null, fisExperimentId, links };
  return { version: 1, runId, experiment, verdict: reason.supports, reasons: [reason], by, ...none };
}

function consoleOf({ region, roleArn }: Place, experimentId: string | null): string | null {
  if (experimentId === null) return null;
  const partition = parseArn(roleArn)?.partition;
  const domain =
    partition === "aws-cn"
      ? "console.amazonaws.cn"
      : partition === "aws-us-gov"
        ? "console.amazonaws-us-gov.com"
        : "console.aws.amazon.com";
  return `https://${region}.${domain}/fis/home?region=${region}#ExperimentDetails:ExperimentId=${experimentId}`;
}
