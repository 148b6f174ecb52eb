import type { Finding } from "../../exchange";

/** The text of a file, or what keeps it from being one. */
export type Decoded = { readonly text: string } | { readonly refused: Finding };

/**
 * Files are UTF-8. Those that begin with the mark of UTF-16 are that: Windows PowerShell writes what a command prints so. A byte that is neither is refused at its
 * line, since nobody knows which letter it was.
 */
export function decoded(file: string, bytes: Buffer): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: bytes.subarray(2).toString("utf16le") };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes) };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    const before = bytes.toString("utf8").split("\uFFFD", 1)[0] ?? "";
    const lines = before.split("\n");
    return {
      refused: {
        severity: "error",
        file,
        place: { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 },
        code: "not-utf8",
        path: "",
        message: "the file is not text in UTF-8 from here on",
        allowed: "UTF-8, or UTF-16 with its mark",
        remedy: "Save it as UTF-8.",
      },
    };
  }
}
