/** A small seeded generator (mulberry32): the same seed gives the same numbers, 0 ≤ x < 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const hexDigits = (random: () => number, length: number): string => {
  let out = "";
  while (out.length < length) {
    out += Math.floor(random() * 0x100_0000)
      .toString(16)
      .padStart(6, "0");
  }
  return out.slice(0, length);
};

/** `i-0123456789abcdef0`: AWS's long ids have 17 digits and begin with zero. */
export function newIdFrom(random: () => number, prefix: string, length = 17): string {
  return `${prefix}-${length === 17 ? `0${hexDigits(random, 16)}` : hexDigits(random, length)}`;
}

/** A version 4 UUID. */
export function uuidFrom(random: () => number): string {
  const digits = hexDigits(random, 30);
  const variant = "89ab"[Math.floor(random() * 4)];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
}
