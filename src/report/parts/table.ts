import { escapeHtml } from "../text";

/** A cell: text, or markup made here. */
export type Cell = string | { readonly html: string };

/** A table with a caption, for eyes and for screen readers; it scrolls sideways on its own where the page is too narrow. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[], firstIsHead = false): string {
  if (rows.length === 0) return "";
  const head =
    heads.length === 0 ? "" : `<thead><tr>${heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("")}</tr></thead>`;
  const body = rows.map(
    (cells) =>
      `<tr>${cells.map((cell, index) => (firstIsHead && index === 0 ? `<th scope="row">${inner(cell)}</th>` : `<td>${inner(cell)}</td>`)).join("")}</tr>`,
  );
  return `<div class="scroll" role="region" aria-label="${escapeHtml(caption)}" tabindex="0"><table><caption>${escapeHtml(caption)}</caption>${head}<tbody>${body.join("")}</tbody></table></div>`;
}

function inner(cell: Cell): string {
  return typeof cell === "string" ? escapeHtml(cell) : cell.html;
}

/** Text in the font of names and numbers. */
export function mono(text: string): Cell {
  return { html: `<span class="mono">${escapeHtml(text)}</span>` };
}

/** An answer with its tone: blue, orange or yellow, and always the word itself. */
export function answer(text: string): Cell {
  return { html: `<span class="c-${TONES[text] ?? "unknown"}">${escapeHtml(text)}</span>` };
}

const TONES: Readonly<Record<string, string>> = {
  ok: "healthy",
  restored: "healthy",
  clean: "healthy",
  passed: "healthy",
  completed: "healthy",
  refused: "impaired",
  "not-restored": "impaired",
  residue: "impaired",
  failed: "impaired",
  aborted: "impaired",
  errored: "impaired",
  stopped: "impaired",
};
