import { EXIT } from "../../words";
import { type Command, textOption } from "../command";

/** `faultline validate` */
export const validate: Command = {
  name: "validate",
  summary: "check templates of FIS, CloudFormation, Terraform and others",
  details:
    "Checks files as FIS would, and warns of what FIS takes and people regret: every problem at once, with its place, what is allowed and what to do. Reaches nothing outside. Exit code 2 when there is an error.",
  arguments: [{ name: "FILE...", about: "files, folders (their .json, .yaml, .yml and .template files), or - for stdin" }],
  options: [
    { flags: "--strict", about: "warnings count as errors" },
    { flags: "--sarif <file>", about: "write the findings as SARIF 2.1.0, for code hosts; - for stdout" },
    { flags: "--junit <file>", about: "write a test per file as JUnit XML, for CI; - for stdout" },
  ],
  run: async (context, given) => {
    const { validateFiles } = await import("../validate/validate.js");
    const sarif = textOption(given, "sarif");
    const junit = textOption(given, "junit");
    const isWrong = validateFiles(context, given.words, {
      strict: given.options.strict === true,
      ...(sarif === undefined ? {} : { sarif }),
      ...(junit === undefined ? {} : { junit }),
    });
    return isWrong ? EXIT.usage : EXIT.passed;
  },
};
