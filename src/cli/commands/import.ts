import { EXIT } from "../../words";
import { type Command, textOption } from "../command";

/** `faultline import` */
export const importCommand: Command = {
  name: "import",
  summary: "write a template as typed TypeScript",
  details:
    "Writes a module with the typed faults of every experiment in the file. What only a deployment knows becomes a value that the module is given; what ours cannot say is listed, here and in the module. A file that FIS would refuse is not imported.",
  arguments: [{ name: "FILE", about: "what faultline validate takes; - reads stdin" }],
  options: [
    { flags: "--out <file>", about: "the module to write; - prints it", otherwise: "it is printed" },
    { flags: "--name <name>", about: "only the experiment of this name", otherwise: "all in the file" },
    { flags: "--force", about: "write over a file that is there", otherwise: "such a file is refused" },
  ],
  run: async (context, given) => {
    const { importFile } = await import("../exchange/import.js");
    const name = textOption(given, "name");
    importFile(context, given.arguments.file ?? "", {
      out: textOption(given, "out") ?? "-",
      force: given.options.force === true,
      ...(name === undefined ? {} : { name }),
    });
    return EXIT.passed;
  },
};
