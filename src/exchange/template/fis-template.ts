import { digHoles, type Problem, problemsError } from "../../words";
import { checkTemplate } from "../check/template";
import { pathText, type TemplateDocument } from "../document";
import type { FisTemplateOptions } from "./options";
import { type Request, requestOf } from "./request";

const MARK = Symbol.for("faultline.fisTemplate");

/** A checked template of FIS: a value that can be exported, or made an experiment by `experimentOf`. */
export interface FisTemplate {
  readonly [MARK]: true;
  readonly options: FisTemplateOptions;
  /** As `CreateExperimentTemplate` takes it; values known only later are marks in it. */
  readonly request: Request;
}

/**
 * Makes a template of typed faults, and checks it as `faultline validate` does. Pure: nothing is made at AWS.
 * Throws `invalid-input` with every problem at once.
 */
export function fisTemplate(options: FisTemplateOptions): FisTemplate {
  const { request, misnamed } = requestOf(digHoles(options).value);
  const problems: readonly Problem[] = [
    ...misnamed.map(({ path, ...said }) => ({ code: "bad-target-name", path: pathText(path), ...said })),
    ...problemsIn(request).filter(({ code, path }) => code !== "unknown-action" || !untypedAt(options).includes(path)),
  ];
  if (problems.length > 0) throw problemsError("The template", problems);
  return { [MARK]: true, options, request };
}

/** Recognises templates of any copy of this package. */
export function isFisTemplate(value: unknown): value is FisTemplate {
  return typeof value === "object" && value !== null && (value as { [MARK]?: unknown })[MARK] === true;
}

/** Where actions stand that the catalogue need not know. */
function untypedAt({ faults }: FisTemplateOptions): readonly string[] {
  const untyped = Object.entries(faults).filter(([, fault]) => fault.untyped !== undefined);
  return untyped.map(([name]) => pathText(["actions", name, "actionId"]));
}

function problemsIn(template: Request): readonly Problem[] {
  const document: TemplateDocument = {
    file: "",
    format: "fis",
    name: "template",
    template,
    placeOf: () => ({ line: 1, column: 1 }),
    pathOf: pathText,
  };
  return checkTemplate(document)
    .filter(({ severity }) => severity === "error")
    .map(({ code, path, message, given, allowed, remedy }) => ({
      code,
      path,
      message,
      remedy,
      ...(given === undefined ? {} : { given }),
      ...(allowed === undefined ? {} : { allowed }),
    }));
}
