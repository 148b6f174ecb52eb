import type { Finding } from "../../exchange";
import type { Output } from "../output";
import type { CheckedFile } from "./checked";

/** Findings for people, file by file, in the order of the lines. */
export function tell(out: Output, files: readonly CheckedFile[], totals: { readonly errors: number; readonly warnings: number }): void {
  for (const { file, experiments, findings } of files) {
    if (findings.length === 0) {
      out.line(
        `${out.paint.good("ok")}  ${file}  ${out.paint.dim(experiments.map(({ name, format }) => `${name} (${format})`).join(", "))}`,
      );
      continue;
    }
    out.line(out.paint.bold(file));
    for (const finding of findings) tellOne(out, finding);
  }
  const experiments = files.reduce((sum, file) => sum + file.experiments.length, 0);
  out.line();
  out.line(
    `${count(experiments, "experiment")} in ${count(files.length, "file")}: ${count(totals.errors, "error")}, ${count(totals.warnings, "warning")}`,
  );
}

function tellOne({ line, paint }: Output, { severity, place, path, message, given, allowed, remedy, code }: Finding): void {
  const kind = severity === "error" ? paint.bad("error") : paint.warn("warning");
  const at = place ? `${place.line}:${place.column}` : "-";
  line(`  ${at}  ${kind}  ${path === "" ? "" : `${path}: `}${message}  ${paint.dim(`[${code}]`)}`);
  if (given !== undefined) line(paint.dim(`        given: ${preview(given)}`));
  if (allowed !== undefined) line(paint.dim(`        allowed: ${allowed}`));
  line(`        do: ${remedy}`);
}

function preview(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
