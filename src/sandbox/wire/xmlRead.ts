import type { Member, Shape, StructureShape } from "../model/types";
import { booleanOf, bytesOf, dateOf, floatOf, integerOf, malformed } from "./scalars";

/** An element as far as AWS's XML needs it. */
interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const unescapeXml = (text: string) =>
  text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, name: string) => {
    if (name.startsWith("#x")) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    return name.startsWith("#") ? String.fromCodePoint(Number(name.slice(1))) : (ENTITIES[name] ?? whole);
  });

const local = (name: string) => name.slice(name.indexOf(":") + 1);

const attributesIn = (tag: string) =>
  Object.fromEntries(
    [...tag.matchAll(/\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name = "", double, single]) => [
      name,
      unescapeXml(double ?? single ?? ""),
    ]),
  );

/** The root element of a document; throws S3's `MalformedXML`. */
function parseXml(source: string): XmlElement {
  const top: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  const broken = () => malformed("The XML you provided was not well-formed or did not validate against our published schema");
  for (const [, instruction, tag, text] of source.matchAll(/(<\?[\s\S]*?\?>|<!--[\s\S]*?-->)|<([^>]*)>|([^<]+)/g)) {
    const here = open.at(-1);
    if (!here) throw broken();
    if (instruction !== undefined) continue;
    if (text !== undefined) here.text += unescapeXml(text);
    else if (tag?.startsWith("/")) {
      if (here === top || here.name !== local(tag.slice(1).trim())) throw broken();
      open.pop();
    } else {
      const name = local((tag ?? "").split(/[\s/]/)[0] ?? "");
      const child: XmlElement = { name, attributes: attributesIn(tag ?? ""), children: [], text: "" };
      here.children.push(child);
      if (!tag?.endsWith("/")) open.push(child);
    }
  }
  const [root] = top.children;
  if (open.length !== 1 || !root) throw broken();
  return root;
}

/** A structure from a document; elements that the model does not know are left out. */
export function structureFromXml(shape: StructureShape, source: string): Record<string, unknown> {
  return structureOf(shape, parseXml(source));
}

function structureOf(shape: StructureShape, element: XmlElement): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, member] of shape.members) {
    if (member.xmlAttribute) {
      const text = element.attributes[member.locationName ?? name];
      if (text !== undefined) out[name] = text;
      continue;
    }
    const found = element.children.filter((child) => child.name === (member.locationName ?? name));
    const [first] = found;
    if (first) out[name] = memberOf(member, first, found);
  }
  return out;
}

function memberOf(member: Member, first: XmlElement, found: readonly XmlElement[]): unknown {
  const { shape } = member;
  if (shape.type !== "list") return valueFrom(shape, first);
  return (member.flattened || shape.flattened ? found : first.children).map((item) => valueFrom(shape.member.shape, item));
}

function valueFrom(shape: Shape, element: XmlElement): unknown {
  switch (shape.type) {
    case "structure":
      return structureOf(shape, element);
    case "integer":
    case "long":
      return integerOf(element.text, element.name);
    case "float":
    case "double":
      return floatOf(element.text, element.name);
    case "boolean":
      return booleanOf(element.text.trim(), element.name);
    case "timestamp":
      return dateOf(element.text.trim(), element.name);
    case "blob":
      return bytesOf(element.text, element.name);
    default:
      return element.text;
  }
}
