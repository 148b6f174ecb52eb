import { faultAllowList, multiAccountRoles, permissionsBoundary, ROLE_TRUST, rolePolicy } from "../../experiment";
import { POLICY_SIZES, policySize } from "../../experiment/iam";
import { EXIT, FaultlineError, fillLocality } from "../../words";
import type { Context } from "../context";
import type { Output } from "../output";
import { inputsOf } from "../validate/inputs";
import { type FoundRole, onlyRole, placed, placeOf, rolesOf } from "./roles";
import { tellStatements } from "./statements";

export interface PermissionsOptions {
  readonly what: "role" | "boundary" | "scp" | "multi-account";
  readonly experiment: string | undefined;
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly partition: string | undefined;
  readonly role: string | undefined;
  readonly targetRole: string;
  readonly targetAccounts: readonly string[];
}

/** FIS takes no more target accounts. https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html */
const MOST_TARGET_ACCOUNTS = 40;

/** Derives the roles of files, or what a platform team makes of them, and prints it. */
export function showPermissions(context: Context, words: readonly string[], options: PermissionsOptions): void {
  const { out } = context;
  const roles = rolesOf(inputsOf(context.cwd, words));
  const chosen = options.experiment === undefined ? roles : [onlyRole(roles, options.experiment)];
  const faults = [...new Set(chosen.flatMap(({ role }) => role.actions.map(({ actionId }) => actionId)))].sort();
  if (options.what === "scp") {
    print(out, faultAllowList({ faults, ...(options.partition === undefined ? {} : { partition: options.partition }) }));
  } else if (options.what === "boundary") {
    print(out, permissionsBoundary({ faults, place: placeOf(placedAlike(chosen, options), options) }));
  } else if (options.what === "multi-account") {
    print(out, chainOf(onlyRole(chosen, options.experiment), options));
  } else if (out.json) {
    const found = onlyRole(chosen, options.experiment);
    const place = placeOf(found, options);
    out.result({ policy: rolePolicy(placed(found, place).role.permissions), trust: fillLocality(ROLE_TRUST, place) });
  } else {
    for (const found of chosen) tellRole(out, placed(found, placeOf(found, options)));
  }
}

/** A boundary is for one account and Region: those of the first file that says them. */
function placedAlike(roles: readonly FoundRole[], options: PermissionsOptions): FoundRole {
  const [first] = roles;
  if (!first) return onlyRole(roles, options.experiment);
  const place = Object.assign({}, ...roles.map(({ role }) => role.place).reverse()) as FoundRole["role"]["place"];
  return { ...first, role: { ...first.role, place } };
}

function chainOf(found: FoundRole, options: PermissionsOptions) {
  const wrong = options.targetAccounts.filter((id) => !/^\d{12}$/.test(id));
  if (wrong.length > 0 || options.targetAccounts.length > MOST_TARGET_ACCOUNTS)
    throw new FaultlineError(
      "bad-option",
      `--multi-account takes 1 to ${MOST_TARGET_ACCOUNTS} account ids of twelve digits, separated by commas.`,
      {
        exitCode: EXIT.usage,
        remedy: "Name the accounts with the targets: --multi-account 111122223333,444455556666.",
        facts: { wrong, count: options.targetAccounts.length },
      },
    );
  return multiAccountRoles({
    permissions: found.role.permissions,
    place: placeOf(found, options),
    role: options.role ?? found.roleName ?? found.name,
    targetAccounts: options.targetAccounts,
    targetRole: options.targetRole,
  });
}

/** A document to be used as it is: on one line in `--json`. */
function print(out: Output, document: object): void {
  out.line(JSON.stringify(document, null, 2));
  out.result(document);
}

function tellRole(out: Output, { file, name, format, role }: FoundRole): void {
  const { bold, dim, warn } = out.paint;
  out.line(`${bold(name)}  ${dim(`${format}, ${file}`)}`);
  tellStatements(out, role.permissions);
  for (const note of role.notes) out.line(`  ${warn("!")} ${note}`);
  out.line(dim(`  ${policySize(rolePolicy(role.permissions))} of ${POLICY_SIZES.inline} characters of an inline policy; --json prints it`));
}
