import { EXIT } from "../../words";
import type { Command } from "../command";

/** `faultline schedule` */
export const schedule: Command = {
  name: "schedule",
  summary: "show when a schedule fires; plan randomised chaos",
  details:
    "With an expression: its next runs. With --preview: the plan of a week of randomised chaos, and why each group was drawn or not. With --import: settings from Chaos Monkey's file. See docs/schedules.md.",
  arguments: [{ name: "[EXPRESSION]", about: "cron(0 10 ? * MON-FRI *), rate(7 days) or at(2027-03-01T10:00:00)" }],
  options: [
    { flags: "--zone <name>", about: "the IANA time zone of the expression", otherwise: "UTC" },
    { flags: "--count <number>", about: "how many runs to show", otherwise: "10" },
    { flags: "--preview", about: "plan a week of randomised chaos" },
    { flags: "--week <week>", about: "the week, as 2026-W48", otherwise: "this week" },
    { flags: "--config <file>", about: "the settings of randomised chaos", otherwise: "chaos.yaml" },
    { flags: "--seed <text>", about: "what the draws derive from", otherwise: "the settings' own" },
    { flags: "--after <file>", about: "the committed plan of the week before, for gaps and turns" },
    { flags: "--out <file>", about: "write the plan, or the imported settings, to this new file" },
    { flags: "--check <file>", about: "compare a committed plan with what the settings give; exit 1 when they differ" },
    { flags: "--import <file>", about: "read Chaos Monkey's chaosmonkey.toml" },
    { flags: "--apps <file>", about: "with --import: the JSON of the apps' configuration" },
  ],
  run: async (context, given) => {
    const { importFile, nextRunsOf, previewWeek, oneTask } = await import("../schedule/index.js");
    const task = oneTask(given);
    if (task === "expression") nextRunsOf(context, given);
    else if (task === "import") importFile(context, given);
    else return previewWeek(context, given) ? EXIT.passed : EXIT.failed;
    return EXIT.passed;
  },
};
