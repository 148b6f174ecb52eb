import type { Duration, Text } from "../../words";
import { fault, iso } from "../build";
import { type InstancesTarget, instances } from "../targets";
import type { Fault, FaultOptions } from "../types";
import { documentParameters } from "./document-parameters";
import { sendCommandFacts } from "./send-command";

/** Runs an SSM Command document of your own on instances. Only the document undoes it, also when it is cancelled. */
export interface RunDocument extends FaultOptions {
  readonly instances: InstancesTarget;
  /** ARN of the document, with the account: `arn:aws:ssm:us-east-1:123456789012:document/name`. */
  readonly document: Text;
  /** Left out: the default version. */
  readonly version?: Text;
  /** The document's parameters; together with their names at most 1,024 characters. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
  /** How long FIS watches the command, 1 minute to 12 hours: longer than the document runs, its clean-up counted in. */
  readonly duration: Duration;
}

export function runDocument(options: RunDocument): Fault {
  return fault(
    sendCommandFacts.actionId,
    options,
    { Instances: instances(options.instances) },
    {
      documentArn: options.document,
      documentVersion: options.version,
      documentParameters: options.parameters && documentParameters(options.parameters),
      duration: iso(options.duration),
    },
  );
}
