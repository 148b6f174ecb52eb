import { stringify } from "yaml";
import { importChaosMonkey } from "../../schedule";
import { EXIT, FaultlineError, formatProblem, messageOf } from "../../words";
import { type Given, textOption } from "../command";
import type { Context } from "../context";
import { readText, writeNew } from "./files";

/** Turns Chaos Monkey's file into settings, and says all that could not be said. */
export function importFile(context: Context, given: Given): void {
  const { out } = context;
  const file = textOption(given, "import") ?? "";
  const apps = textOption(given, "apps");
  const toml = readText(context, file, "Chaos Monkey's file");
  const json = apps === undefined ? undefined : readText(context, apps, "the apps' configuration");
  const { settings, left } = understood(() => importChaosMonkey(toml, json));
  const yaml = stringify(settings);
  const target = textOption(given, "out");
  if (target === undefined) out.line(yaml);
  else {
    writeNew(context, target, yaml);
    out.line(`Wrote ${target}.`);
  }
  if (left.length > 0) out.problem(`Not all could be said (${left.length}):\n${left.map(formatProblem).join("\n")}`);
  out.result({ settings, left, file: target ?? null });
}

function understood<T>(task: () => T): T {
  try {
    return task();
  } catch (thrown) {
    throw new FaultlineError("not-chaos-monkey", `It cannot be imported: ${messageOf(thrown)}`, {
      exitCode: EXIT.usage,
      remedy: "Give chaosmonkey.toml, and with --apps the apps' configuration as JSON.",
      cause: thrown,
    });
  }
}
