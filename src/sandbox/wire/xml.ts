import type { Member, Shape, StructureShape } from "../model/types";
import { base64Of, isoOf } from "./scalars";

const SPECIAL = /[&<>"\uFFFE\uFFFF]|(?![\t\n])\p{Cc}/u;
const EVERY_SPECIAL = new RegExp(SPECIAL, "gu");
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" };

/** Text within an element. Characters that XML 1.0 cannot carry become U+FFFD. */
export function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replace(
    EVERY_SPECIAL,
    (character) => ESCAPES[character] ?? (character >= "\x7f" && character < "\ufffe" ? character : "\ufffd"),
  );
}

export function element(name: string, content: string, attributes = ""): string {
  return content === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

const XSI = "http://www.w3.org/2001/XMLSchema-instance";

/** What of a value stands in its start tag, with the namespace that it needs. */
function attributesOf(shape: Shape, value: unknown): string {
  if (shape.type !== "structure") return "";
  const given = value as Readonly<Record<string, unknown>>;
  const found = [...shape.members.values()].filter(({ name, xmlAttribute }) => xmlAttribute && given[name] !== undefined);
  if (found.length === 0) return "";
  const own = found.map(({ name, locationName = name }) => ` ${locationName}="${escapeXml(String(given[name]))}"`).join("");
  return found.some(({ locationName }) => locationName?.startsWith("xsi:")) ? ` xmlns:xsi="${XSI}"${own}` : own;
}

/** The members of a structure as elements, in the model's order. */
export function structureXml(shape: StructureShape, value: Readonly<Record<string, unknown>>): string {
  let out = "";
  for (const [name, member] of shape.members) {
    const item = value[name];
    if (item !== undefined && item !== null && !member.xmlAttribute) out += memberXml(member, item);
  }
  return out;
}

function memberXml(member: Member, value: unknown): string {
  const { shape } = member;
  const name = member.locationName ?? member.name;
  if (shape.type === "list") {
    const items = value as readonly unknown[];
    if (member.flattened || shape.flattened) {
      const each = shape.member.locationName ?? name;
      return items.map((item) => element(each, valueXml(shape.member.shape, item))).join("");
    }
    const each = shape.member.locationName ?? "member";
    return element(name, items.map((item) => element(each, valueXml(shape.member.shape, item))).join(""));
  }
  if (shape.type === "map") {
    const entries = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined && item !== null);
    const flat = member.flattened || shape.flattened;
    const each = flat ? name : "entry";
    const content = entries.map(([key, item]) =>
      element(
        each,
        element(shape.key.locationName ?? "key", escapeXml(key)) +
          element(shape.value.locationName ?? "value", valueXml(shape.value.shape, item)),
      ),
    );
    return flat ? content.join("") : element(name, content.join(""));
  }
  return element(name, valueXml(shape, value), attributesOf(shape, value));
}

function valueXml(shape: Shape, value: unknown): string {
  switch (shape.type) {
    case "structure":
      return structureXml(shape, value as Readonly<Record<string, unknown>>);
    case "list": {
      const each = shape.member.locationName ?? "member";
      return (value as readonly unknown[]).map((item) => element(each, valueXml(shape.member.shape, item))).join("");
    }
    case "timestamp":
      return isoOf(value);
    case "blob":
      return base64Of(value);
    case "string":
      return escapeXml(String(value));
    default:
      return String(value);
  }
}
