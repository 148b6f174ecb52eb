import type { Difference, Freshness } from "../../faults/freshness";
import { EXIT, FaultlineError, messageOf } from "../../words";
import { type Command, textOption } from "../command";
import type { Output } from "../output";

/** FIS is asked about some eighty things, and lets few through per second. */
const MOST_TIME_MS = 120_000;

/** `faultline doctor` */
export const doctor: Command = {
  name: "doctor",
  summary: "compare the catalogue of faults with a Region's FIS",
  details:
    "Asks FIS for its actions and target types in one Region and says what is new, changed or gone since Faultline's facts were read. Needs fis:ListActions, fis:GetAction, fis:ListTargetResourceTypes and fis:GetTargetResourceType. Exit code 0: nothing differs, 1: something does, 6: FIS could not be asked.",
  options: [
    { flags: "--region <name>", about: "the Region to ask", otherwise: "AWS_REGION or AWS_DEFAULT_REGION" },
    { flags: "--endpoint-url <url>", about: "a sandbox instead of AWS", otherwise: "AWS_ENDPOINT_URL, or AWS" },
  ],
  run: async (context, given) => {
    const endpoint = (textOption(given, "endpointUrl") ?? context.env.AWS_ENDPOINT_URL)?.replace(/\/$/, "");
    const region = textOption(given, "region") ?? context.env.AWS_REGION ?? context.env.AWS_DEFAULT_REGION ?? (endpoint && "us-east-1");
    if (!region)
      throw new FaultlineError("no-region", "Which Region? Neither --region nor AWS_REGION is given.", {
        exitCode: EXIT.usage,
        remedy: "Name one with --region, for example --region eu-west-1.",
      });
    const { regionCatalogue } = await import("../../adapters/fis/region.js");
    const { freshnessOf } = await import("../../faults/freshness.js");
    const sandbox = endpoint === undefined ? {} : { endpoint, credentials: { accessKeyId: "123456789012", secretAccessKey: "sandbox" } };
    const found = await regionCatalogue({ region, ...sandbox }, { signal: AbortSignal.timeout(MOST_TIME_MS) }).catch((problem: unknown) => {
      throw unreachable(region, endpoint, problem);
    });
    const freshness = freshnessOf(found);
    const exitCode = freshness.differences.length === 0 ? EXIT.passed : EXIT.failed;
    tell(context.out, region, freshness);
    context.out.result({ region, endpoint: endpoint ?? null, ...freshness, exitCode });
    return exitCode;
  },
};

const REMEDIES: Readonly<Record<Difference["kind"], string>> = {
  new: "can be used at once by fault.raw, with a warning; a newer version of Faultline may know it",
  changed: "what Faultline checks is not what FIS takes now: look for a newer version, or use fault.raw",
  gone: "FIS does not offer it in this Region, or no more: experiments that use it would be refused",
};

function tell({ line, paint }: Output, region: string, { differences, same, readOn }: Freshness): void {
  line(`${same.actions} actions and ${same.targetTypes} target types of FIS in ${region} are as Faultline knows them.`);
  line(paint.dim(`Facts read ${readOn.from === readOn.to ? `on ${readOn.to}` : `from ${readOn.from} to ${readOn.to}`}.`));
  for (const kind of ["new", "changed", "gone"] as const) {
    const own = differences.filter((difference) => difference.kind === kind);
    if (own.length === 0) continue;
    line(`${paint.bold(kind)}  ${paint.dim(REMEDIES[kind])}`);
    for (const { of, id, details } of own) line(`  ${of} ${id}${details.length > 0 ? `: ${details.join("; ")}` : ""}`);
  }
}

function unreachable(region: string, endpoint: string | undefined, problem: unknown): FaultlineError {
  return new FaultlineError(
    "fis-unreachable",
    `FIS in ${region}${endpoint ? ` at ${endpoint}` : ""} could not be asked: ${messageOf(problem)}`,
    {
      exitCode: EXIT.errored,
      remedy: "See that the credentials are valid and allow fis:List* and fis:Get*, and that the Region has FIS.",
      facts: { region, endpoint: endpoint ?? null },
      cause: problem,
    },
  );
}
