import { isAbsolute } from "node:path";
import { serviceName } from "./schema";

/** A problem before it knows its line. */
export interface Finding {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly allowed?: string;
  readonly remedy: string;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const given = (part: Record<string, unknown>, ...keys: readonly string[]) => keys.filter((key) => part[key] !== undefined);

/** What the parts say about one another. Works on the raw input, so that these problems are told together with wrong shapes. */
export function crossCheck(input: unknown): Finding[] {
  const system = record(input);
  const services = record(system.services);
  const names = Object.keys(services);
  const found: Finding[] = [];
  const known = (name: unknown, path: readonly PropertyKey[]) => {
    if (typeof name !== "string" || names.includes(name)) return;
    found.push({
      code: "unknown-service",
      path,
      message: "names a service that is not described",
      allowed: names.join(", ") || "(no service is described)",
      remedy: "Take the name of a described service, or describe this one under services.",
    });
  };
  const exactlyOne = (part: unknown, keys: readonly string[], path: readonly PropertyKey[]) => {
    if (given(record(part), ...keys).length === 1) return;
    found.push({
      code: "one-of",
      path,
      message: `needs exactly one of ${keys.join(", ")}`,
      allowed: keys.join(" | "),
      remedy: "Keep one of them.",
    });
  };

  for (const [name, value] of Object.entries(services)) {
    const at = ["services", name];
    const one = record(value);
    if (!serviceName.test(name) || name === "default") {
      found.push({
        code: "bad-service-name",
        path: at,
        message: "is not a name for a service",
        allowed: "a-z, 0-9 and -, beginning with a letter, at most 40 characters, not `default`",
        remedy: "Rename the service; its name becomes an environment variable.",
      });
    }
    if (one.on !== undefined) exactlyOne(one.on, ["instances", "pods", "database"], [...at, "on"]);
    const instances = record(record(one.on).instances);
    if (record(one.on).instances !== undefined && given(instances, "tags", "autoScalingGroup").length === 0) {
      found.push({
        code: "matches-everything",
        path: [...at, "on", "instances"],
        message: "says no tag and no group",
        remedy: "Say tags or autoScalingGroup.",
      });
    }
    found.push(...commandProblems(system, one, at));
    const calls = [...list(one.calls).map((call, i) => ({ call, path: [...at, "calls", i] }))];
    list(record(one.behaves).calls).forEach((call, i) => {
      calls.push({ call, path: [...at, "behaves", "calls", i] });
    });
    const seen = new Set<string>();
    for (const { call, path } of calls) {
      const to = typeof call === "string" ? call : record(call).to;
      const where = typeof call === "string" ? path : [...path, "to"];
      known(to, where);
      const role = record(call).role ?? "writer";
      const key = `${String(to)} ${String(role)}`;
      if (one.command !== undefined && seen.has(key)) {
        found.push({
          code: "called-twice",
          path: where,
          message: "is listed twice",
          remedy: "A command gets one address per dependency: list it once.",
        });
      }
      seen.add(key);
    }
  }

  const sources = new Set<unknown>();
  list(system.traffic).forEach((value, i) => {
    const one = record(value);
    if (one.to !== undefined) exactlyOne(one.to, ["loadBalancer", "service"], ["traffic", i, "to"]);
    known(record(one.to).service, ["traffic", i, "to", "service"]);
    if (sources.has(one.name)) {
      found.push({
        code: "name-taken",
        path: ["traffic", i, "name"],
        message: "is the name of another source",
        remedy: "Give every source its own name: metrics are kept by it.",
      });
    }
    sources.add(one.name);
  });
  return found;
}

function commandProblems(system: Record<string, unknown>, one: Record<string, unknown>, at: readonly PropertyKey[]): Finding[] {
  const found: Finding[] = [];
  if (one.command === undefined) {
    for (const key of given(one, "env", "startTimeout")) {
      found.push({
        code: "needs-command",
        path: [...at, key],
        message: "is for services with a command",
        remedy: "Add a command, or leave this out.",
      });
    }
    if (one.calls !== undefined && record(one.behaves).calls !== undefined) {
      found.push({
        code: "said-twice",
        path: [...at, "calls"],
        message: "is said here and under behaves",
        remedy: "Keep one of the two lists.",
      });
    }
    return found;
  }
  if (one.behaves !== undefined) {
    found.push({
      code: "one-of",
      path: at,
      message: "has both a command and declared behaviour",
      allowed: "behaves | command",
      remedy: "Keep one of them.",
    });
  }
  if (typeof system.directory !== "string") {
    found.push({
      code: "no-directory",
      path: [...at, "command"],
      message: "does not know the folder in which it should run",
      allowed: "directory: an absolute folder",
      remedy: "Send the absolute folder of the description with it, as directory.",
    });
  } else if (!isAbsolute(system.directory)) {
    found.push({
      code: "no-directory",
      path: ["directory"],
      message: "is not absolute",
      allowed: "an absolute folder",
      remedy: "Write the folder from the root on.",
    });
  }
  return found;
}
