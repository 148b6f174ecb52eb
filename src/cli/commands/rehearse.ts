import type { ExitCode } from "../../words";
import { type Command, textOption } from "../command";
import { storeDir, storeOptions } from "../store";
import { numberOption } from "./sandbox";

/** `faultline rehearse` */
export const rehearse: Command = {
  name: "rehearse",
  summary: "run a Pulumi program's experiments on the local sandbox",
  details: `Starts a sandbox on a free port, evaluates the Pulumi program through Pulumi's own SDK and makes its resources there, starts real machines and traffic
(rehearsal.yaml beside the stack's configuration), runs every experiment with the orchestrator that would run it in AWS, and ends everything it started.`,
  arguments: [{ name: "[DIR]", about: "the folder of the Pulumi project; left out, this folder" }],
  options: [
    { flags: "--stack <name>", about: "the stack whose configuration is used", otherwise: "local" },
    { flags: "--only <names>", about: "run only these experiments, by name, separated by commas" },
    { flags: "--speed <factor>", about: "sandbox time per real time", otherwise: "60" },
    {
      flags: "--system <file>",
      about: "the system description",
      otherwise: "rehearsal.STACK.yaml or rehearsal.yaml beside the stack's configuration",
    },
    { flags: "--seed <number>", about: "makes random choices repeatable" },
    {
      flags: "--as-deployed",
      about: "the program's Orchestrator runs the experiments: schedule, function, table, bucket and topic, in the sandbox",
    },
    { flags: "--list", about: "only evaluate the program, and list every registration without making anything" },
    ...storeOptions,
  ],
  run: async (context, given): Promise<ExitCode> => {
    const common = {
      dir: given.arguments.dir ?? ".",
      stack: textOption(given, "stack") ?? "local",
      storeDir: storeDir(context, given),
    };
    if (given.options.list === true) return (await import("../rehearse/list.js")).listRegistrations(context, common);
    const seed = numberOption("seed", textOption(given, "seed"));
    return (await import("../rehearse/rehearsal.js")).rehearsal(context, {
      ...common,
      only: textOption(given, "only")?.split(","),
      speed: numberOption("speed", textOption(given, "speed")) ?? DEFAULT_SPEED,
      system: textOption(given, "system"),
      asDeployed: given.options.asDeployed === true,
      ...(seed === undefined ? {} : { seed }),
    });
  },
};

/** Fast enough for three experiments in a minute, slow enough for real processes to keep up. */
const DEFAULT_SPEED = 60;
