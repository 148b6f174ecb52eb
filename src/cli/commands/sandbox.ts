import { EXIT, FaultlineError } from "../../words";
import { type Command, textOption } from "../command";

/** `faultline sandbox` */
export const sandbox: Command = {
  name: "sandbox",
  summary: "start a local AWS for chaos",
  details: `Starts a local AWS for chaos on one loopback port: FIS, CloudWatch, EC2, Auto Scaling, ELBv2, EKS, RDS, IAM, STS, SSM, Logs, Lambda,
DynamoDB, S3, SQS, SNS, EventBridge and its Scheduler, with real processes as machines. Any AWS SDK or the AWS CLI uses it by its endpoint URL, with any credentials. It runs until it is told to stop.`,
  options: [
    { flags: "--port <number>", about: "the port on 127.0.0.1", otherwise: "any free port" },
    { flags: "--speed <factor>", about: "sandbox time per real time: 30 makes a minute last two seconds", otherwise: "1, real time" },
    { flags: "--account <id>", about: "the account id", otherwise: "123456789012" },
    { flags: "--region <name>", about: "the Region of requests that name none", otherwise: "us-east-1" },
    {
      flags: "--system <file>",
      about: "a system description (rehearsal.yaml): services, their behaviour, traffic",
      otherwise: "machines answer 200, no traffic",
    },
    { flags: "--seed <number>", about: "makes ids and random choices repeatable" },
    { flags: "--data <dir>", about: "keeps the state over a restart", otherwise: "in memory" },
    {
      flags: "--provider-port <number>",
      about: "also serve Pulumi's AWS provider for this sandbox on this port (0: any free one), and say how `pulumi up` uses it",
      otherwise: "not served",
    },
    { flags: "--until-stdin-closes", about: "end when the starting process does" },
  ],
  run: async (context, given) => {
    const { serve } = await import("../sandbox/serve.js");
    const port = numberOption("port", textOption(given, "port"));
    const speed = numberOption("speed", textOption(given, "speed"));
    const seed = numberOption("seed", textOption(given, "seed"));
    const providerPort = numberOption("provider-port", textOption(given, "providerPort"));
    await serve(context, {
      ...(port === undefined ? {} : { port }),
      ...(speed === undefined ? {} : { speed }),
      ...(seed === undefined ? {} : { seed }),
      ...(providerPort === undefined ? {} : { providerPort }),
      account: textOption(given, "account"),
      region: textOption(given, "region"),
      system: textOption(given, "system"),
      data: textOption(given, "data"),
      untilStdinCloses: given.options.untilStdinCloses === true,
    });
    return EXIT.passed;
  },
};

export function numberOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new FaultlineError("bad-option", `--${name} takes a number, not "${text}".`, {
    exitCode: EXIT.usage,
    remedy: `Write --${name} with a number.`,
    facts: { option: name, given: text },
  });
}
