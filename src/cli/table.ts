/** Columns as wide as their widest cell, two spaces apart; trailing space is left out. Cells may carry colour codes. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, visible(cell).length);
    });
  return rows.map((row) =>
    row
      .map((cell, index) => cell + " ".repeat((widths[index] ?? 0) - visible(cell).length))
      .join("  ")
      .trimEnd(),
  );
}

/** Text without colour codes. */
export function visible(text: string): string {
  let out = "";
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) !== 27) out += text[index];
    else while (index < text.length && text[index] !== "m") index++;
  }
  return out;
}
