import type { Finding } from "./finding";

/**
 * Findings as SARIF 2.1.0, which code hosts show beside the lines they are about.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(findings: readonly Finding[], version: string): object {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "faultline", version, rules: codes.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: codes.indexOf(finding.code),
          level: finding.severity,
          message: { text: sentence(finding) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(finding.file) },
                ...(finding.place ? { region: { startLine: finding.place.line, startColumn: finding.place.column } } : {}),
              },
              ...(finding.path === "" ? {} : { logicalLocations: [{ fullyQualifiedName: finding.path }] }),
            },
          ],
        })),
      },
    ],
  };
}

function sentence({ message, allowed, remedy }: Finding): string {
  return `${message}.${allowed === undefined ? "" : ` Allowed: ${allowed}.`} ${remedy}`;
}

/** A relative reference: separators are slashes, and what a URI cannot hold is escaped. */
function uriOf(file: string): string {
  return file
    .replace(/\\/g, "/")
    .split("/")
    .map((part) => encodeURIComponent(part))
    .join("/");
}
