import { isRecord } from "./document";

/** What the place of the experiment fills in, by CloudFormation's name for it. */
const PLACE: Readonly<Record<string, string>> = {
  "AWS::Partition": "{partition}",
  "AWS::Region": "{region}",
  "AWS::AccountId": "{account}",
};

/** A text as far as the place of the experiment says it; `*` stands for what only the deployment knows. */
export interface PartlyKnown {
  readonly text: string;
  /** Nothing of it is known to the deployment alone. */
  readonly isWhole: boolean;
}

/**
 * What CloudFormation's function makes of a text: `{"Fn::Sub": "arn:aws:ssm:${AWS::Region}::document/x"}` is `arn:aws:ssm:{region}::document/x`.
 * `undefined` for what is no text that is put together. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
 */
export function partlyKnown(origin: string): PartlyKnown | undefined {
  if (!origin.startsWith("{")) return undefined;
  try {
    const parts = partsOf(JSON.parse(origin));
    return parts && { text: parts.map((part) => part ?? "*").join(""), isWhole: !parts.includes(undefined) };
  } catch {
    return undefined;
  }
}

/** The pieces of a text, `undefined` for each that nobody knows yet. */
function partsOf(value: unknown): readonly (string | undefined)[] | undefined {
  if (!isRecord(value)) return undefined;
  const { Ref, "Fn::Sub": substituted, "Fn::Join": joined } = value;
  if (typeof Ref === "string") return Object.hasOwn(PLACE, Ref) ? [PLACE[Ref]] : undefined;
  const text = Array.isArray(substituted) ? (substituted[0] as unknown) : substituted;
  if (typeof text === "string") return pieces(text);
  const [separator, items] = Array.isArray(joined) ? (joined as readonly unknown[]) : [];
  if (typeof separator !== "string" || !Array.isArray(items)) return undefined;
  return items.flatMap((item: unknown, index) => [
    ...(index > 0 ? [separator] : []),
    ...(typeof item === "string" ? [item] : (partsOf(item) ?? [undefined])),
  ]);
}

function pieces(text: string): readonly (string | undefined)[] {
  return text.split(/(\$\{[^}]*\})/).map((piece) => {
    const name = /^\$\{([^!}][^}]*)\}$/.exec(piece)?.[1]?.trim();
    if (name !== undefined) return Object.hasOwn(PLACE, name) ? PLACE[name] : undefined;
    return piece.replace(/^\$\{!/, "${");
  });
}
