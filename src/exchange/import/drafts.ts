import { catalogue, eks, type Fault, ssm } from "../../faults";
import { hostDocuments } from "../../faults/ssm/documents";
import { parseDuration } from "../../words";
import { isRecord, Unknown } from "../document";
import { lenientJson } from "../template/meaning";
import { builders } from "./builders";
import type { Code } from "./code";
import { duration, text } from "./codecs";
import { commands } from "./commands";
import { specificationCode } from "./custom-resources";
import type { TargetKind } from "./target-kinds";
import type { Unknowns } from "./unknowns";

/** One way to write an action: a function and its options, but for the target. Whether it means the same is found out by calling it. */
export interface Draft {
  readonly name: string;
  readonly build: (options: never) => Fault;
  readonly options: Readonly<Record<string, Code>>;
  readonly target?: readonly [option: string, kind: TargetKind];
  /** Options that FIS's template does not say, and what they are. */
  readonly besides?: Readonly<Record<string, string>>;
}

/** The parameters of an action as a file has them. */
export type Given = Readonly<Record<string, string | Unknown>>;

/** The ways to write an action, the most telling first. */
export function draftsOf(actionId: string, given: Given, unknowns: Unknowns): readonly Draft[] {
  if (actionId === "aws:ssm:send-command") return [...hostCommand(given, unknowns), ...ownDocument(given, unknowns)];
  if (actionId === "aws:ssm:start-automation-execution") return runbook(given, unknowns);
  if (actionId === "aws:eks:inject-kubernetes-custom-resource") return customResource(given, unknowns);
  const rule = Object.hasOwn(builders, actionId) ? builders[actionId] : undefined;
  const facts = catalogue[actionId];
  if (!rule || !facts) return [];
  const options = decoded(given, rule.options, facts.parameters, unknowns);
  if (!options) return [];
  return [{ ...rule, options }];
}

/** The options; nothing when one that the function demands cannot be said. Others are left to be added as they are. */
function decoded(
  given: Given,
  rules: (typeof builders)[string]["options"],
  facts: NonNullable<(typeof catalogue)[string]>["parameters"],
  unknowns: Unknowns,
): Record<string, Code> | undefined {
  const options: Record<string, Code> = {};
  for (const [parameter, [option, codec]] of Object.entries(rules)) {
    const value = Object.hasOwn(given, parameter) ? given[parameter] : undefined;
    const code = value === undefined ? undefined : codec(value, facts[parameter], unknowns);
    if (code !== undefined) options[option] = code;
    else if (facts[parameter]?.required) return undefined;
  }
  return options;
}

const INSTANCES = ["instances", "instances"] as const;

function hostCommand(given: Given, unknowns: Unknowns): readonly Draft[] {
  const { documentArn, documentParameters, duration: watched } = given;
  const name = typeof documentArn === "string" ? /^arn:[^:]+:ssm:[^:]*::document\/(AWSFIS-Run-[\w-]+)$/.exec(documentArn)?.[1] : undefined;
  const rule = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  const fields = typeof documentParameters === "string" ? textsOf(lenientJson(documentParameters)) : undefined;
  if (!rule || name === undefined || !fields || watched === undefined) return [];
  const flat = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, Array.isArray(value) ? value.join(",") : String(value)]),
  );
  const options = decoded(flat, rule.options, hostDocuments[name] ?? {}, unknowns);
  if (!options || Object.keys(flat).some((key) => !Object.hasOwn(rule.options, key))) return [];
  const lastsMs = rule.watchedMs ?? (parseDuration(String(options.duration)) ?? Number.NaN) + 60_000;
  const said = typeof watched === "string" && parseDuration(watched) === lastsMs;
  const watch = said ? undefined : duration(watched, undefined, unknowns);
  return [{ name: rule.name, build: rule.build, options: { ...options, ...(watch === undefined ? {} : { watch }) }, target: INSTANCES }];
}

function ownDocument(given: Given, unknowns: Unknowns): readonly Draft[] {
  const options = decoded(
    given,
    { documentArn: ["document", text], documentVersion: ["version", text], duration: ["duration", duration] },
    catalogue["aws:ssm:send-command"]?.parameters ?? {},
    unknowns,
  );
  return withParameters(given, options).map((all) => ({
    name: "ssm.runDocument",
    build: ssm.runDocument,
    options: all,
    target: INSTANCES,
  }));
}

function runbook(given: Given, unknowns: Unknowns): readonly Draft[] {
  const options = decoded(
    given,
    { documentArn: ["runbook", text], documentVersion: ["version", text], maxDuration: ["maxDuration", duration] },
    catalogue["aws:ssm:start-automation-execution"]?.parameters ?? {},
    unknowns,
  );
  return withParameters(given, options).map((all): Draft => {
    const { parameters } = all;
    if (!isRecord(parameters) || typeof parameters.AutomationAssumeRole !== "string")
      return { name: "ssm.startAutomation", build: ssm.startAutomation, options: all };
    const { AutomationAssumeRole: assumeRole, ...others } = parameters as Readonly<Record<string, Code>>;
    const { parameters: _, ...rest } = all;
    const more: Record<string, Code> = Object.keys(others).length > 0 ? { parameters: others } : {};
    return { name: "ssm.startAutomation", build: ssm.startAutomation, options: { ...rest, ...more, assumeRole: assumeRole ?? "" } };
  });
}

/** The options with the parameters of the document; those that have no JSON of texts are left to be added as they are. */
function withParameters(given: Given, options: Record<string, Code> | undefined): readonly Record<string, Code>[] {
  if (!options) return [];
  const { documentParameters } = given;
  if (documentParameters === undefined || documentParameters instanceof Unknown) return [options];
  const parameters = textsOf(lenientJson(documentParameters));
  if (!parameters || Object.keys(parameters).length === 0) return [options];
  return [{ ...options, parameters }];
}

/** Texts and lists of texts, as SSM takes them; `undefined` where there is anything else. */
function textsOf(value: unknown): Record<string, string | readonly string[]> | undefined {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).map(([key, item]) => {
    const plain = Array.isArray(item) ? wholeTexts(item) : textOf(item);
    return [key, plain] as const;
  });
  return entries.every((entry): entry is [string, string | readonly string[]] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}

function textOf(item: unknown): string | undefined {
  return typeof item === "string" || typeof item === "number" || typeof item === "boolean" ? String(item) : undefined;
}

function wholeTexts(items: readonly unknown[]): readonly string[] | undefined {
  const texts = items.map(textOf);
  return texts.every((item) => item !== undefined) ? texts : undefined;
}

const RESOURCES: Readonly<Record<string, Pick<Draft, "name" | "build">>> = {
  ChaosEngine: { name: "eks.litmus.chaosEngine", build: eks.litmus.chaosEngine },
  DNSChaos: { name: "eks.chaosMesh.dnsChaos", build: eks.chaosMesh.dnsChaos },
  HTTPChaos: { name: "eks.chaosMesh.httpChaos", build: eks.chaosMesh.httpChaos },
  IOChaos: { name: "eks.chaosMesh.ioChaos", build: eks.chaosMesh.ioChaos },
  NetworkChaos: { name: "eks.chaosMesh.networkChaos", build: eks.chaosMesh.networkChaos },
  PodChaos: { name: "eks.chaosMesh.podChaos", build: eks.chaosMesh.podChaos },
  StressChaos: { name: "eks.chaosMesh.stressChaos", build: eks.chaosMesh.stressChaos },
  TimeChaos: { name: "eks.chaosMesh.timeChaos", build: eks.chaosMesh.timeChaos },
};

function customResource(given: Given, unknowns: Unknowns): readonly Draft[] {
  const { kubernetesKind: kind, kubernetesSpec } = given;
  const known = typeof kind === "string" && Object.hasOwn(RESOURCES, kind) ? RESOURCES[kind] : undefined;
  const spec = typeof kubernetesSpec === "string" ? lenientJson(kubernetesSpec) : undefined;
  const code = isRecord(spec) ? specificationCode(String(kind), spec, unknowns.code(spec)) : undefined;
  if (!known || code === undefined) return [];
  const options = decoded(
    given,
    { kubernetesNamespace: ["namespace", text], maxDuration: ["maxDuration", duration] },
    catalogue["aws:eks:inject-kubernetes-custom-resource"]?.parameters ?? {},
    unknowns,
  );
  return options ? [{ ...known, options: { ...options, spec: code }, target: ["cluster", "cluster"] }] : [];
}
