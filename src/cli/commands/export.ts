import { EXIT } from "../../words";
import { type Command, textOption } from "../command";

/** `faultline export` */
export const exportCommand: Command = {
  name: "export",
  summary: "print a template as FIS's JSON, CloudFormation, Terraform",
  details:
    "Runs the module in a process of its own, without AWS credentials and for three minutes at most, and prints the templates that it exports (made by fisTemplate).",
  arguments: [{ name: "FILE", about: "a TypeScript or JavaScript module" }],
  options: [
    { flags: "--format <format>", about: "fis, cloudformation or terraform", otherwise: "fis, as create-experiment-template takes it" },
    { flags: "--name <name>", about: "only the template exported under this name", otherwise: "all; with fis, the only one" },
    { flags: "--set <values>", about: "values that only a deployment knows: name=value, several separated by ;", otherwise: "none" },
  ],
  run: async (context, given) => {
    const { exportFile } = await import("../exchange/export.js");
    const name = textOption(given, "name");
    await exportFile(context, given.arguments.file ?? "", {
      format: textOption(given, "format") ?? "fis",
      set: (textOption(given, "set") ?? "").split(";").filter((item) => item.trim() !== ""),
      ...(name === undefined ? {} : { name }),
    });
    return EXIT.passed;
  },
};
