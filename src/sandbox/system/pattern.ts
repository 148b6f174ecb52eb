/** Whether a text fits a pattern in which `*` stands for any run of characters, none included. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return pattern === text;
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  const last = parts[parts.length - 1] ?? "";
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** Whether every wanted key is there with a value that fits. */
export function matchesAll(wanted: Readonly<Record<string, string>>, given: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, pattern]) => {
    const value = given[key];
    return value !== undefined && matchesPattern(pattern, value);
  });
}
