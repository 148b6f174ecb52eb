import { AwsError } from "../kernel/error";

/** A message that the model's types do not allow. Services answer it before they look at any rule. */
export function malformed(message: string): AwsError {
  return new AwsError("SerializationException", message, 400);
}

/** Text as query strings, headers and URI labels carry it. */
export function integerOf(text: string, name: string): number {
  if (!/^[+-]?\d{1,19}$/.test(text.trim())) throw malformed(`Value (${text}) for parameter ${name} is not an integer.`);
  return Number(text);
}

const SPECIAL_FLOATS: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Infinity, "-Infinity": -Infinity };

export function floatOf(text: string, name: string): number {
  const special = SPECIAL_FLOATS[text];
  if (special !== undefined) return special;
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw malformed(`Value (${text}) for parameter ${name} is not a number.`);
  return value;
}

export function booleanOf(text: string, name: string): boolean {
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "1") return true;
  if (lower === "false" || lower === "0") return false;
  throw malformed(`Value (${text}) for parameter ${name} is not a boolean.`);
}

/** ISO 8601, RFC 822 or seconds since 1970, whichever it is: AWS's services take all three in text. */
export function dateOf(text: string, name: string): Date {
  const date = /^-?\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1_000) : new Date(text);
  if (Number.isNaN(date.getTime())) throw malformed(`Value (${text}) for parameter ${name} is not a timestamp.`);
  return date;
}

export function bytesOf(text: string, name: string): Uint8Array {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) throw malformed(`Value for parameter ${name} is not base64.`);
  return Buffer.from(text, "base64");
}

/** Milliseconds of a timestamp that a handler returned: a Date, or the milliseconds themselves. */
export function millisOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : Number(value);
}

/** As AWS's XML writes it: `2026-01-05T12:00:00.000Z`. */
export function isoOf(value: unknown): string {
  return new Date(millisOf(value)).toISOString();
}

export function base64Of(value: unknown): string {
  return typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : Buffer.from(value as Uint8Array).toString("base64");
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
