import type { Command } from "../command";
import { remoteOptions } from "../remote/options";

/** `faultline approve` */
export const approve: Command = {
  name: "approve",
  summary: "consent to a run that waits for it",
  details:
    "Answers a run in AWS that touches nothing before one of the people named in its Orchestrator consents. The first answer counts; it stands in the run's journal and report.",
  arguments: [{ name: "RUN", about: "its id, as the request for approval says" }],
  options: [
    ...remoteOptions.filter(({ flags }) => flags !== "--remote"),
    { flags: "--remote", about: "runs in AWS; only they ask for approval", otherwise: "the same" },
    { flags: "--by <name>", about: "who consents: one of the people named", otherwise: "your user name" },
    { flags: "--refuse", about: "refuse it: the run ends blocked" },
    { flags: "--reason <text>", about: "why, for the journal and the report", otherwise: "nothing" },
  ],
  run: async (context, given) => (await import("../remote/approve.js")).approveRemote(context, given),
};
