/** The value below which this share of the numbers lies; 0 of none. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** With no more digits than mean something. */
export function rounded(number, digits = 1) {
  return Number(number.toFixed(digits));
}
