import { dirname, join } from "node:path";
import { read, repositoryFiles } from "./files";

export interface Example {
  readonly page: string;
  readonly line: number;
  readonly code: string;
  /** Where it is as if it stood: the file that its first line names, else one beside the page. */
  readonly file: string;
}

/** The pages of this repository. */
export function pages(): readonly string[] {
  return repositoryFiles().filter((file) => file.endsWith(".md"));
}

/** The TypeScript that a page shows. */
export function examplesIn(page: string): readonly Example[] {
  const text = read(page);
  return [...text.matchAll(/^```(?:ts|typescript)[^\n]*\n(.*?)^```/gms)].map((match, index) => {
    const code = match[1] ?? "";
    const named = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
    const line = text.slice(0, match.index).split("\n").length + 1;
    return { page, line, code, file: named ?? join(dirname(page), `${page.replaceAll(/\W/g, "-")}-${index}.ts`) };
  });
}

/** The relative links and pictures of a page, without their anchors. */
export function linksIn(page: string): readonly string[] {
  return [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? "").replace(/#.*$/, ""))
    .filter((link) => link !== "" && !/^[a-z]+:/.test(link))
    .map((link) => join(dirname(page), link));
}

/** The rows of every table of a text with this heading. */
export function tableOf(text: string, heading: readonly string[]): readonly (readonly string[])[] {
  const cells = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    if (!line.startsWith("|") || cells(line).join("|") !== heading.join("|")) return [];
    const below = lines.slice(index + 2);
    const end = below.findIndex((row) => !row.startsWith("|"));
    return below.slice(0, end === -1 ? undefined : end).map(cells);
  });
}
