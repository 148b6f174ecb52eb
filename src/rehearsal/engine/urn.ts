const STACK_TYPE = "pulumi:pulumi:Stack";

/**
 * `urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME`. The types of all parents below the stack are part of it.
 * https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
 */
export function makeUrn(stack: string, project: string, parent: string | undefined, type: string, name: string): string {
  const above = parent ? qualifiedType(parent) : STACK_TYPE;
  const qualified = above === "" || above === STACK_TYPE ? type : `${above}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** `PARENT_TYPE$TYPE` of a URN. */
export function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

/** The resource's own type. */
export function typeOfUrn(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

/** The name given in the program. Names may hold `::` themselves. */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The package of a type or function token: `aws:ec2/vpc:Vpc` → `aws`, `pulumi:providers:aws` → `pulumi`. */
export function packageOf(token: string): string {
  return token.split(":")[0] ?? "";
}

/** A provider reference is `URN::ID`. */
export function splitReference(reference: string): { readonly urn: string; readonly id: string } {
  const at = reference.lastIndexOf("::");
  return { urn: reference.slice(0, at), id: reference.slice(at + 2) };
}
