import type { Command } from "./command";

/** Every command, in the order in which people meet them. Only the one that is called is loaded. */
export const commands: readonly { readonly name: string; readonly summary: string; load(): Promise<Command> }[] = [
  {
    name: "init",
    summary: "start a project: a Pulumi program with a first experiment",
    load: async () => (await import("./commands/init.js")).init,
  },
  {
    name: "rehearse",
    summary: "run a Pulumi program's experiments on the local sandbox",
    load: async () => (await import("./commands/rehearse.js")).rehearse,
  },
  { name: "ls", summary: "list the experiments of a stack", load: async () => (await import("./commands/ls.js")).ls },
  {
    name: "plan",
    summary: "show what an experiment will do, to what, guarded by what",
    load: async () => (await import("./commands/plan.js")).plan,
  },
  { name: "run", summary: "run an experiment and judge it", load: async () => (await import("./commands/run.js")).run },
  { name: "watch", summary: "follow a run", load: async () => (await import("./commands/watch.js")).watch },
  { name: "stop", summary: "stop a run now", load: async () => (await import("./commands/stop.js")).stop },
  { name: "approve", summary: "consent to a run that waits for it", load: async () => (await import("./commands/approve.js")).approve },
  { name: "resume", summary: "continue a run whose orchestrator died", load: async () => (await import("./commands/resume.js")).resume },
  { name: "report", summary: "write the report of a run", load: async () => (await import("./commands/report.js")).report },
  { name: "history", summary: "list the runs that were", load: async () => (await import("./commands/history.js")).history },
  {
    name: "schedule",
    summary: "show when a schedule fires; plan randomised chaos",
    load: async () => (await import("./commands/schedule.js")).schedule,
  },
  {
    name: "validate",
    summary: "check templates of FIS, CloudFormation, Terraform and others",
    load: async () => (await import("./commands/validate.js")).validate,
  },
  {
    name: "permissions",
    summary: "derive the narrow experiment role of a template from any tool",
    load: async () => (await import("./commands/permissions.js")).permissions,
  },
  {
    name: "doctor",
    summary: "compare the catalogue of faults with a Region's FIS",
    load: async () => (await import("./commands/doctor.js")).doctor,
  },
  {
    name: "import",
    summary: "write a template as typed TypeScript",
    load: async () => (await import("./commands/import.js")).importCommand,
  },
  {
    name: "export",
    summary: "print a template as FIS's JSON, CloudFormation, Terraform",
    load: async () => (await import("./commands/export.js")).exportCommand,
  },
  { name: "sandbox", summary: "start a local AWS for chaos", load: async () => (await import("./commands/sandbox.js")).sandbox },
];
