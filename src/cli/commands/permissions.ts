import { EXIT, FaultlineError } from "../../words";
import { type Command, textOption } from "../command";

/** `faultline permissions` */
export const permissions: Command = {
  name: "permissions",
  summary: "derive the narrow experiment role of a template from any tool",
  details:
    "Reads experiment templates of FIS, CloudFormation, Terraform and others, and derives what the experiment role needs: exact actions, on the template's own targets. With --json it prints the policy and the trust policy of one experiment, to be used as they are. Reaches nothing outside.",
  arguments: [{ name: "FILE...", about: "files, folders (their .json, .yaml, .yml and .template files), or - for stdin" }],
  options: [
    { flags: "--experiment <name>", about: "the one of several experiments" },
    { flags: "--region <name>", about: "where the experiment runs", otherwise: "as the ARNs in the file say" },
    { flags: "--account <id>", about: "in which account", otherwise: "as the ARNs in the file say" },
    { flags: "--partition <name>", about: "aws, aws-cn or aws-us-gov", otherwise: "as the ARNs in the file say, or aws" },
    { flags: "--boundary", about: "a permissions boundary that allows the faults of these files, and logging" },
    { flags: "--scp", about: "a service control policy that allows templates with the faults of these files alone" },
    { flags: "--multi-account <ids>", about: "the chain of roles for targets in these accounts, separated by commas" },
    {
      flags: "--role <name>",
      about: "with --multi-account: the name of the experiment role",
      otherwise: "as the file says, or the experiment's",
    },
    {
      flags: "--target-role <name>",
      about: "with --multi-account: the name of the role in each target account",
      otherwise: "faultline-target",
    },
  ],
  run: async (context, given) => {
    const multi = textOption(given, "multiAccount");
    const kinds = [given.options.boundary === true, given.options.scp === true, multi !== undefined];
    if (kinds.filter(Boolean).length > 1)
      throw new FaultlineError("bad-option", "--boundary, --scp and --multi-account each print something else; only one can be given.", {
        exitCode: EXIT.usage,
        remedy: "Call the command once for each.",
      });
    const { showPermissions } = await import("../permissions/show.js");
    showPermissions(context, given.words, {
      what: kinds[0] ? "boundary" : kinds[1] ? "scp" : kinds[2] ? "multi-account" : "role",
      experiment: textOption(given, "experiment"),
      region: textOption(given, "region"),
      account: textOption(given, "account"),
      partition: textOption(given, "partition"),
      role: textOption(given, "role"),
      targetRole: textOption(given, "targetRole") ?? "faultline-target",
      targetAccounts: multi?.split(",").map((id) => id.trim()) ?? [],
    });
    return EXIT.passed;
  },
};
