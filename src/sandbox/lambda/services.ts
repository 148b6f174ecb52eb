import type { ServiceId } from "../kernel/cloud";
import { SERVICES } from "../wire/services";

/** A service of this sandbox by the name in its ARNs, or undefined where the sandbox does not have it. */
export function serviceNamed(name: string): ServiceId | undefined {
  return SERVICES.find(({ signingName }) => signingName === name)?.id;
}
