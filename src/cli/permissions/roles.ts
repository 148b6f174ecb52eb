import { type Finding, type TemplateRole, templateRole } from "../../exchange";
import { selfCheck } from "../../experiment";
import { EXIT, FaultlineError, fillLocality, type Locality, parseArn, problemsError } from "../../words";
import { experimentsIn, type Input } from "../validate/inputs";

/** The role of one experiment of a file, judged. */
export interface FoundRole {
  readonly file: string;
  readonly name: string;
  readonly format: string;
  readonly role: TemplateRole;
  /** The name of the role in the file, where it says it. */
  readonly roleName: string | undefined;
}

/** The roles of every experiment of these files, each judged. Throws `invalid-input` with everything that keeps one from being derived. */
export function rolesOf(inputs: readonly Input[]): readonly FoundRole[] {
  const read = inputs.map(experimentsIn);
  const broken = read.flatMap(({ findings }) => findings.filter(({ severity }) => severity === "error"));
  if (broken.length > 0) throw problemsError("The input", broken.map(atPlace));
  const found = read.flatMap(({ file, templates }) =>
    templates.map((document): FoundRole => {
      const role = templateRole(document);
      const { roleArn } = (document.template ?? {}) as { readonly roleArn?: unknown };
      const arn = typeof roleArn === "string" ? parseArn(roleArn) : undefined;
      return { file, name: document.name, format: document.format, role, roleName: arn?.resource.split("/").at(-1) };
    }),
  );
  const problems = found.flatMap(({ file, name, role }) =>
    [...role.problems, ...(role.problems.length > 0 ? [] : selfCheck(role))].map((problem) => ({
      ...problem,
      path: `${file} ${name}: ${problem.path}`,
    })),
  );
  if (problems.length > 0) throw problemsError("The input", problems);
  return found;
}

function atPlace({ file, place, path, code, message, given, allowed, remedy }: Finding) {
  return {
    code,
    path: `${file}${place ? `:${place.line}:${place.column}` : ""} ${path}`.trim(),
    message,
    ...(given === undefined ? {} : { given }),
    ...(allowed === undefined ? {} : { allowed }),
    remedy,
  };
}

/** The one role that was asked for. */
export function onlyRole(roles: readonly FoundRole[], name: string | undefined): FoundRole {
  const matching = roles.filter((role) => name === undefined || role.name === name);
  const [only] = matching;
  if (only && matching.length === 1) return only;
  const names = roles.map((role) => role.name);
  throw new FaultlineError(
    "unknown-experiment",
    name === undefined || only ? "There are several experiments; which one?" : `There is no experiment "${name}".`,
    { exitCode: EXIT.usage, remedy: `Name one with --experiment: ${names.join(", ")}.`, facts: { experiments: names } },
  );
}

/** Where a role lives: as it was said, else as the file says. Throws `unknown-place` when neither says it. */
export function placeOf(
  { role, file }: FoundRole,
  said: { readonly region: string | undefined; readonly account: string | undefined; readonly partition: string | undefined },
): Locality {
  const region = said.region ?? role.place.region;
  const accountId = said.account ?? role.place.accountId;
  const partition = said.partition ?? role.place.partition ?? "aws";
  if (accountId !== undefined && !/^\d{12}$/.test(accountId))
    throw unknownPlace(file, [`a valid account (${accountId} is not twelve digits)`]);
  if (region !== undefined && accountId !== undefined) return { region, accountId, partition };
  throw unknownPlace(file, [...(region === undefined ? ["the Region"] : []), ...(accountId === undefined ? ["the account"] : [])]);
}

function unknownPlace(file: string, missing: readonly string[]): FaultlineError {
  return new FaultlineError(
    "unknown-place",
    `${file} does not say ${missing.join(" and ")} of the experiment, and a role for any would not be narrow.`,
    {
      exitCode: EXIT.usage,
      remedy: "Give --region NAME and --account ID.",
      facts: { file },
    },
  );
}

/** The same role, in its place. */
export function placed(found: FoundRole, place: Locality): FoundRole {
  return { ...found, role: { ...found.role, permissions: fillLocality(found.role.permissions, place) } };
}
