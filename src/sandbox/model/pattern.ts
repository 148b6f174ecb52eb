import type { ServiceId } from "../kernel/cloud";

/** Java's regular expressions as AWS's models have them, with syntax that JavaScript reads otherwise or not at all. */
const NOT_SAYABLE = /&&|\\[AzZGQEhHvVRX]|\(\?[imsx]|[*+?}]\+/;

/**
 * The whole-value expression of a model's pattern, or undefined where it cannot be said in JavaScript or is not
 * enforced by the service: FIS takes white space in spite of its `[\S]+`, AWS's own examples contain it.
 */
export function expression(service: ServiceId, pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined || NOT_SAYABLE.test(pattern)) return undefined;
  if (service === "fis" && pattern === "[\\S]+") return undefined;
  const whole = `^(?:${pattern})$`;
  return compiled(whole, "u") ?? (/\\[pP]\{|\\u[dD][89a-fA-F]/.test(pattern) ? undefined : compiled(whole, ""));
}

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
