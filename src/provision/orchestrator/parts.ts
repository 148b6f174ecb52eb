import type * as pulumi from "@pulumi/pulumi";
import type { Locality } from "../../words";
import type { OrchestratorArgs } from "./args";
import type { Normal } from "./normal";

/** What each step of the component works with. */
export interface Parts {
  /** The component's: every child's name begins with it. */
  readonly name: string;
  readonly args: OrchestratorArgs;
  readonly normal: Normal;
  readonly locality: pulumi.Output<Locality>;
  readonly tags: Readonly<Record<string, pulumi.Input<string>>>;
  readonly opts: pulumi.CustomResourceOptions;
}
