import type { ServiceId } from "../kernel/cloud";

/** A reference to a shape with the traits of the place it stands in, as botocore's models write it. */
export interface RawMember {
  readonly shape: string;
  readonly locationName?: string;
  readonly queryName?: string;
  readonly location?: "uri" | "querystring" | "header" | "headers" | "statusCode";
  readonly flattened?: boolean;
  readonly idempotencyToken?: boolean;
  readonly timestampFormat?: string;
  readonly xmlAttribute?: boolean;
}

export interface RawShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, RawMember>>;
  readonly required?: readonly string[];
  readonly member?: RawMember;
  readonly key?: RawMember;
  readonly value?: RawMember;
  readonly flattened?: boolean;
  readonly locationName?: string;
  readonly payload?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly timestampFormat?: string;
  readonly exception?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number; readonly senderFault?: boolean };
  readonly fault?: boolean;
}

export interface RawOperation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: { readonly shape: string };
  readonly output?: { readonly shape: string; readonly resultWrapper?: string };
  readonly errors?: readonly { readonly shape: string }[];
}

/** A trimmed model file: `src/sandbox/model/<service>.json`, made by `tools/model/trim.mjs`. */
export interface RawModel {
  readonly metadata: {
    readonly apiVersion: string;
    readonly endpointPrefix: string;
    readonly signingName?: string;
    readonly protocol: string;
    readonly protocols?: readonly string[];
    readonly jsonVersion?: string;
    readonly targetPrefix?: string;
    readonly xmlNamespace?: string;
    readonly serviceId: string;
    readonly serviceFullName: string;
    readonly awsQueryCompatible?: object;
  };
  readonly operations: Readonly<Record<string, RawOperation>>;
  /** Operations that AWS has and the sandbox has not; for REST services with method and path. */
  readonly otherOperations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, RawShape>>;
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  /** What JSON, XML and CBOR call it, where that differs from `name`. */
  readonly locationName: string | undefined;
  /** What EC2's query protocol calls it. */
  readonly queryName: string | undefined;
  readonly location: RawMember["location"];
  readonly flattened: boolean;
  readonly idempotencyToken: boolean;
  /** Stands in the start tag of its structure. */
  readonly xmlAttribute: boolean;
}

export interface StructureShape {
  readonly type: "structure";
  readonly name: string;
  readonly members: ReadonlyMap<string, Member>;
  readonly required: ReadonlySet<string>;
  readonly payload: string | undefined;
  readonly exception: boolean;
  readonly error: RawShape["error"];
}

export interface ListShape {
  readonly type: "list";
  readonly name: string;
  readonly member: Member;
  readonly flattened: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface MapShape {
  readonly type: "map";
  readonly name: string;
  readonly key: Member;
  readonly value: Member;
  readonly flattened: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface StringShape {
  readonly type: "string";
  readonly name: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** As the model writes it; `matches` is undefined where JavaScript cannot say the same. */
  readonly pattern: string | undefined;
  readonly matches: RegExp | undefined;
  readonly values: ReadonlySet<string> | undefined;
}

export interface NumberShape {
  readonly type: "integer" | "long" | "float" | "double";
  readonly name: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface TimestampShape {
  readonly type: "timestamp";
  readonly name: string;
  readonly format: string | undefined;
}

export interface PlainShape {
  readonly type: "boolean" | "blob";
  readonly name: string;
}

export type Shape = StructureShape | ListShape | MapShape | StringShape | NumberShape | TimestampShape | PlainShape;

export interface Operation {
  readonly name: string;
  readonly http: RawOperation["http"];
  readonly input: StructureShape;
  readonly output: StructureShape;
  readonly resultWrapper: string | undefined;
}

/** One service as AWS's model describes it, shapes resolved. */
export interface Model {
  readonly id: ServiceId;
  readonly metadata: RawModel["metadata"];
  /** The name in the credential scope of a signature. */
  readonly signingName: string;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly otherOperations: ReadonlyMap<string, string>;
  /** Error shapes by their name and by their wire code (`NoSuchEntity` and `NoSuchEntityException`). */
  readonly errors: ReadonlyMap<string, StructureShape>;
}
