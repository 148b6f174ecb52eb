import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "../journal";
import { renderHtml, renderJson, reportModel } from "../report";
import { EXIT, FaultlineError, messageOf } from "../words";

export interface ReportFiles {
  readonly html: string;
  readonly json: string;
}

/** Writes `report.html` and `report.json` of a run into its folder; each appears whole or not at all. */
export function writeReport(storeDir: string, runId: string, entries: readonly Entry[]): ReportFiles {
  const model = reportModel(entries);
  if (!model) {
    throw new FaultlineError("unknown-run", `There is no run ${runId} in ${storeDir}.`, {
      exitCode: EXIT.usage,
      remedy: "`faultline history` lists the runs.",
      facts: { runId },
    });
  }
  return keepReport(storeDir, runId, { html: renderHtml(model), json: `${JSON.stringify(renderJson(model), null, 2)}\n` });
}

/** Puts the texts of a report into the run's folder. */
export function keepReport(storeDir: string, runId: string, texts: { readonly html: string; readonly json: string }): ReportFiles {
  const dir = join(storeDir, "reports", runId);
  const files = { html: join(dir, "report.html"), json: join(dir, "report.json") };
  try {
    mkdirSync(dir, { recursive: true });
    whole(files.html, texts.html);
    whole(files.json, texts.json);
  } catch (problem) {
    throw new FaultlineError("report-not-written", `The report could not be written to ${dir}: ${messageOf(problem)}`, {
      exitCode: EXIT.errored,
      remedy: `The run is recorded. Make room or give write access, then: faultline report ${runId}`,
      facts: { dir },
      cause: problem,
    });
  }
  return files;
}

function whole(file: string, text: string): void {
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}
