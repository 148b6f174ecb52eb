import * as pulumi from "@pulumi/pulumi";
import type { Manifest } from "../../experiment";
import type { Problem } from "../../words";
import type { MadeExperiment } from "../orchestrator/args";
import { opened } from "./opened";

/** What an Orchestrator reads of a Manifest while it makes things, and what a run cannot do without. */
const TEXTS = ["project", "stack", "accountId", "region", "templateId", "roleArn", "logGroupArn"] as const;

/** What is wrong with a Manifest that came from another program. What is not known yet is read again when it is: `pulumi up` knows all of it. */
export async function manifestProblems(given: unknown, name: unknown, path: string): Promise<Problem[]> {
  const { value } = pulumi.Output.isInstance(given) ? await opened(given) : { value: given };
  if (pulumi.isUnknown(value) || pulumi.containsUnknowns(value)) return [];
  const remedy = "Give the output `manifest` of an Experiment: instance_loss.manifest in Python, instanceLoss.Manifest in Go and C#.";
  const wrong = (message: string): Problem[] => [{ code: "not-a-manifest", path, message, allowed: "a Manifest of version 1", remedy }];
  if (!isRecord(value)) return wrong("this is not the manifest of an experiment");
  const { version, plan, alarms, heartbeat } = value;
  if (version !== 1) return wrong("this is not a manifest that this version of Faultline reads");
  const texts = TEXTS.filter((key) => typeof value[key] !== "string" || value[key] === "");
  const parts = [isRecord(plan) ? [] : ["plan"], Array.isArray(alarms) ? [] : ["alarms"], isRecord(heartbeat) ? [] : ["heartbeat"]].flat();
  const lacks = [...texts, ...parts];
  if (lacks.length > 0 || !isRecord(plan)) return wrong(`this manifest lacks ${lacks.join(", ")}`);
  if (typeof name !== "string" || plan.name === name) return [];
  return [
    {
      code: "another-manifest",
      path,
      message: "this is the manifest of another experiment",
      given: plan.name,
      allowed: `the manifest of ${name}`,
      remedy: "Give each experiment its own name and its own manifest.",
    },
  ];
}

/** What stands for an experiment that another program made. */
export function madeExperiment(name: string, given: unknown): MadeExperiment {
  // Objects come over the wire with their members in any order: the document in the bucket must not change with it.
  const manifest = pulumi.output(given as pulumi.Input<object>).apply((value) => ordered(value) as Manifest);
  return {
    experimentName: name,
    manifest,
    templateId: manifest.apply(({ templateId }) => templateId),
    roleArn: manifest.apply(({ roleArn }) => roleArn),
  };
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key])]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
