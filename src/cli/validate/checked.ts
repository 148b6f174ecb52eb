import type { Finding } from "../../exchange";

/** One file, as `--json` prints it. */
export interface CheckedFile {
  readonly file: string;
  readonly experiments: readonly { readonly name: string; readonly format: string }[];
  readonly findings: readonly Finding[];
}
