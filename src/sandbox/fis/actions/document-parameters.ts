import { ExperimentFailure } from "../errors";

/** `documentParameters` of the SSM actions: a JSON object of strings and lists of strings, as SSM takes them: always lists. */
export function documentParametersOf(text: string | undefined): Record<string, string[]> | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  try {
    // Published templates hold raw line ends inside strings.
    const json: unknown = JSON.parse(text.replace(/[\r\n\t]+/g, " "));
    if (json === null || typeof json !== "object" || Array.isArray(json)) throw new TypeError("not an object");
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, (Array.isArray(value) ? value : [value]).map(String)]));
  } catch {
    throw new ExperimentFailure({ code: "ConfigurationFailure", reason: "The parameter documentParameters is not a JSON object." });
  }
}
