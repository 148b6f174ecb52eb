import type { FaultlineError } from "../../words";
import type { Properties } from "../contract";
import { duplicateUrn } from "./failures";
import type { EvaluationEvent, Registration, RegistrationStatus, ResourceRequest } from "./registration";
import { makeUrn } from "./urn";
import { marshalProperties, unmarshalProperties } from "./values";

/** What the program gets back; property values carry Pulumi's markers. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly properties: Properties;
}

export interface RegistryOptions {
  readonly project: string;
  readonly stack: string;
  /** Paths in messages are relative to this folder. */
  readonly root: string;
  readonly onEvent: (event: EvaluationEvent) => void;
}

const STACK = "pulumi:pulumi:Stack";
const PROVIDER = "pulumi:providers:";

/** The resources of one evaluation by URN, in the order of their registration, each with how far it has come. */
export class Registry {
  private readonly byUrn = new Map<string, Registration>();
  private stackUrn: string | undefined;

  constructor(private readonly options: RegistryOptions) {}

  get all(): readonly Registration[] {
    return [...this.byUrn.values()];
  }

  /** The stack's own registration; its outputs are the stack's outputs. */
  get stack(): Registration | undefined {
    return this.stackUrn === undefined ? undefined : this.byUrn.get(this.stackUrn);
  }

  get(urn: string): Registration | undefined {
    return this.byUrn.get(urn);
  }

  /** Enters a resource; a second one with the same URN is refused. */
  start(request: ResourceRequest): Registration {
    const urn = makeUrn(this.options.stack, this.options.project, request.parent || undefined, request.type, request.name);
    if (this.byUrn.has(urn)) throw duplicateUrn({ ...request, urn }, this.options.root);
    const { properties, secrets } = unmarshalProperties(request.properties);
    const registration: Registration = {
      urn,
      type: request.type,
      name: request.name,
      kind: kindOf(request),
      status: "pending",
      id: "",
      ...(request.parent ? { parent: request.parent } : {}),
      ...(request.provider ? { provider: request.provider } : {}),
      dependencies: request.dependencies,
      propertyDependencies: request.propertyDependencies,
      inputs: properties,
      outputs: {},
      secretInputs: secrets,
      secretOutputs: [],
      inertInputs: [],
      options: request.options,
      ...(request.place ? { place: request.place } : {}),
    };
    this.byUrn.set(urn, registration);
    if (registration.kind === "stack") this.stackUrn = urn;
    return registration;
  }

  /** A registration changes by being replaced: what was handed out before stays as it was. */
  update(registration: Registration, change: Partial<Registration>): Registration {
    const changed = { ...(this.byUrn.get(registration.urn) ?? registration), ...change };
    this.byUrn.set(registration.urn, changed);
    return changed;
  }

  /** Notes the outcome, tells the listener and gives what goes back to the program. */
  finish(registration: Registration, status: RegistrationStatus, change: Partial<Registration>): Registered {
    const done = this.update(registration, { ...change, status });
    if (done.kind !== "stack") this.options.onEvent({ kind: "resource", status, registration: done });
    return { urn: done.urn, id: done.id, properties: marshalProperties(done.outputs, done.secretOutputs) };
  }

  /** Notes that it failed; gives back the error, to be thrown. */
  failed(registration: Registration, error: FaultlineError): FaultlineError {
    const failed = this.update(registration, { status: "failed" });
    this.options.onEvent({ kind: "resource", status: "failed", registration: failed });
    return error;
  }
}

function kindOf(request: ResourceRequest): Registration["kind"] {
  if (request.type === STACK) return "stack";
  if (!request.custom) return "component";
  return request.type.startsWith(PROVIDER) ? "provider" : "resource";
}
