import type { Problem } from "../words";

/** A place in a text file; lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something that a check found in a file. An error keeps FIS, or Faultline, from taking it; a warning does not. */
export interface Finding extends Problem {
  readonly severity: "error" | "warning";
  readonly file: string;
  /** `null` for the file as a whole, or one that cannot be read. */
  readonly place: Place | null;
}
