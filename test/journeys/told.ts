import { readFileSync } from "node:fs";
import type { RunResult } from "../../src/run";
import { type Ended, onlyObject } from "../cli/faultline";

/** One run as `run --json` and `rehearse --json` print it. */
export type ToldRun = RunResult & { readonly report: { readonly html: string; readonly json: string } };

export interface ToldRehearsal {
  readonly runs: readonly ToldRun[];
  readonly exitCode: number;
  readonly inertTypes: readonly string[];
  readonly stopped?: string;
}

export const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What a rehearsal with `--json` has said; the code it says is the code with which it ended. */
export function rehearsed(ended: Ended): ToldRehearsal {
  if (ended.stdout === "") throw new Error(`it said nothing and ended with ${ended.code ?? ended.signal}:\n${ended.stderr}`);
  const told = onlyObject(ended.stdout) as ToldRehearsal;
  expect({ code: ended.code, signal: ended.signal }).toEqual({ code: told.exitCode, signal: null });
  return told;
}

/** The report as a person opens it and as a machine reads it. */
export function reportOf(run: ToldRun): { readonly html: string; readonly json: Readonly<Record<string, unknown>> } {
  return { html: readFileSync(run.report.html, "utf8"), json: JSON.parse(readFileSync(run.report.json, "utf8")) };
}
