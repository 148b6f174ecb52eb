import { EXIT } from "../../words";
import type { Command } from "../command";

/** `faultline init` */
export const init: Command = {
  name: "init",
  summary: "start a project: a Pulumi program with a first experiment",
  details:
    "Writes a Pulumi program with one experiment, its rehearsal.yaml and the configuration of the stack local into an empty (or new) folder. Nothing that exists is overwritten.",
  arguments: [{ name: "[DIR]", about: "the folder; left out, this folder" }],
  run: async (context, given) => {
    const { initProject } = await import("../init/project.js");
    const files = initProject(context.cwd, given.arguments.dir ?? ".");
    for (const file of files.written) context.out.line(`  ${file}`);
    context.out.line(`\nNext:\n  cd ${files.dir} && npm install\n  npx faultline rehearse`);
    context.out.result({ dir: files.dir, files: files.written });
    return EXIT.passed;
  },
};
