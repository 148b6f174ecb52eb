import { type Problem, parseDuration } from "../../words";
import { strangers } from "../check-hours";

const AT = "outageGate";
const LONGEST_MS = 10_000;

/** What is wrong with the places that a drawn run asks for an outage. */
export function checkGate(gate: unknown): Problem[] {
  if (gate === undefined) return [];
  if (!isObject(gate)) return [bad(AT, "the outage gate is an object", gate, '{ alarms: ["checkout-5xx"] }')];
  const { alarms = [], status = [] } = gate;
  const problems = strangers(gate, ["alarms", "status"], AT);
  if (!Array.isArray(alarms) || alarms.some((name) => typeof name !== "string" || !/^[^\s:][^:]{0,254}$/.test(name)))
    problems.push(bad(`${AT}.alarms`, "these are not names of alarms", alarms, "a list of names, not ARNs"));
  if (!Array.isArray(status)) return [...problems, bad(`${AT}.status`, "this is a list", status, '[{ url: "https://…" }]')];
  if (Array.isArray(alarms) && alarms.length === 0 && status.length === 0)
    problems.push(bad(AT, "a gate that asks nobody lets nothing start", gate, "at least one alarm or status"));
  return [...problems, ...status.flatMap((probe: unknown, index) => probeProblems(probe, `${AT}.status[${index}]`))];
}

function probeProblems(probe: unknown, at: string): Problem[] {
  if (!isObject(probe)) return [bad(at, "this is an object", probe, '{ url: "https://…" }')];
  const { url, within } = probe;
  const problems = strangers(probe, ["url", "within"], at);
  if (typeof url !== "string" || !isAddress(url)) problems.push(bad(`${at}.url`, "this is not an address", url, "https://… or http://…"));
  const ms = typeof within === "string" ? parseDuration(within) : undefined;
  if (within !== undefined && (ms === undefined || ms < 1_000 || ms > LONGEST_MS))
    problems.push(bad(`${at}.within`, "the gate does not wait so long", within, '"1s" to "10s"'));
  return problems;
}

function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bad(path: string, message: string, given: unknown, allowed: string): Problem {
  return { code: "bad-settings", path, message, given, allowed, remedy: "See docs/schedules.md." };
}
