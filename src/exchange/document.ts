import type { Place } from "./finding";
import type { Path, SourceDocument } from "./source";

export type Format = "fis" | "cloudformation" | "terraform" | "chaos-mesh" | "litmus" | "chaos-toolkit";

/** A value that only a deployment knows: CloudFormation's functions, Terraform's interpolations. Checks let it pass. */
export class Unknown {
  constructor(
    /** As it stands in the file, for people: `{"Ref":"Role"}`. */
    readonly text: string,
  ) {}
}

/** An experiment found in a file, in the form of FIS's API, with the way back to where each part came from. */
export interface TemplateDocument {
  readonly file: string;
  readonly format: Format;
  /** The resource's name in its file; the file's own where it has none. */
  readonly name: string;
  /** As `CreateExperimentTemplate` takes it; anything may be wrong with it. Values of deployments are `Unknown`. */
  readonly template: unknown;
  /** Where the part at this path of the template stands in the file. */
  placeOf(path: Path): Place;
  /** The same as a path in the file: `Resources.Chaos.Properties.Actions.stop`. */
  pathOf(path: Path): string;
}

/** Writes a path as people do: `targets.web.resourceArns[0]`. */
export function pathText(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** Remembers where each part of a converted template came from. */
export class Origins {
  private readonly known = new Map<string, Path>();

  /** @param foreign What a path is called in the file, step by step: for parts that are not there. Left out: as in the template. */
  constructor(private readonly foreign: (path: Path) => Path = (path) => path) {}

  /** The part at `to` came from `from`; parts below it whose keys are the same need no entry of their own. */
  set(to: Path, from: Path): void {
    this.known.set(JSON.stringify(to), from);
  }

  of(path: Path): Path {
    for (let length = path.length; length >= 0; length--) {
      const from = this.known.get(JSON.stringify(path.slice(0, length)));
      if (from) return [...from, ...this.foreign(path).slice(length)];
    }
    return path;
  }
}

export function templateDocument(
  about: { readonly file: string; readonly format: Format; readonly name: string },
  template: unknown,
  source: SourceDocument,
  origins: Origins,
): TemplateDocument {
  return {
    ...about,
    template,
    placeOf: (path) => source.placeOf(origins.of(path)),
    pathOf: (path) => pathText(origins.of(path)),
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Unknown);
}

/** A value where a text is wanted, whatever stands there. */
export function textFor(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
