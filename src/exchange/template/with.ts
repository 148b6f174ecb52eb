import type { FisTemplate } from "./fis-template";

const MARK = Symbol.for("faultline.fisTemplateWith");

/** A template with values that only its deployment knows. Call it with them. */
export interface FisTemplateWith<P> {
  (given: P): FisTemplate;
  readonly [MARK]: true;
  /** What stood in the file that it was imported from, by the name of the value: `{"Ref":"Role"}`, `${aws_iam_role.fis.arn}`. */
  readonly origins: Readonly<Record<keyof P & string, string>>;
}

/**
 * A template whose values come later: from another resource, or from whoever deploys it. `origins` says what each of them was where it came from; an
 * export into that format writes it there again.
 */
export function fisTemplateWith<P>(
  origins: Readonly<Record<keyof P & string, string>>,
  build: (given: P) => FisTemplate,
): FisTemplateWith<P> {
  return Object.assign((given: P) => build(given), { [MARK]: true as const, origins });
}

/** Recognises them of any copy of this package. */
export function isFisTemplateWith(value: unknown): value is FisTemplateWith<Readonly<Record<string, unknown>>> {
  return typeof value === "function" && (value as { [MARK]?: unknown })[MARK] === true;
}
