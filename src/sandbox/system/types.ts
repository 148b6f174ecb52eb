/** What Pulumi cannot say: how the services of a system behave, which pods run, and who sends traffic. Checked, with units resolved. */
export interface SystemDescription {
  /** Absolute folder in which `command`s run; the folder of the YAML file. Left out: commands are refused. */
  readonly directory: string | undefined;
  /** In the order of the description: the first service that matches a machine is the one it runs. */
  readonly services: readonly ServiceDescription[];
  readonly traffic: readonly TrafficDescription[];
}

export interface ServiceDescription {
  readonly name: string;
  readonly on: Placement;
  /** The port by which the network's ACLs see its traffic. Default 80, databases 3306. */
  readonly port: number;
  /** Path that answers 2xx when the service is ready. Declared services answer it at once, without calling anything. */
  readonly health: string | undefined;
  readonly runs: DeclaredBehaviour | UserCommand;
  readonly calls: readonly CallDescription[];
}

/** Which machines run a service. Every text may hold `*` for any run of characters. */
export type Placement =
  | { readonly kind: "instances"; readonly tags: Readonly<Record<string, string>>; readonly autoScalingGroup: string | undefined }
  | {
      readonly kind: "pods";
      readonly cluster: string;
      readonly namespace: string;
      readonly deployment: string;
      readonly replicas: number;
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly kind: "database"; readonly cluster: string };

/** A service of ours that behaves as said. All times are real time, never scaled by `--speed`. */
export interface DeclaredBehaviour {
  readonly kind: "declared";
  /** Milliseconds of waiting before it answers; evenly spread over ± `jitterMs`. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Milliseconds of real computing per request: what CPU stress takes away from. */
  readonly cpuMs: number;
  /** Requests worked on at once. */
  readonly concurrency: number;
  /** Requests that wait beyond that; one more is answered 503 at once. */
  readonly queue: number;
  /** 0 to 100: share of requests answered 500 in good weather. */
  readonly errorPercent: number;
}

/** The user's own program. It gets `PORT` and `<SERVICE>_URL` for each of its calls. */
export interface UserCommand {
  readonly kind: "command";
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  /** Real milliseconds it may take until it answers. */
  readonly startTimeoutMs: number;
}

export interface CallDescription {
  readonly to: string;
  /** Real milliseconds per try. */
  readonly timeoutMs: number;
  /** Further tries after the first. */
  readonly retries: number;
  readonly path: string;
  /** A failed optional call degrades the answer (`x-degraded`) instead of failing it. */
  readonly optional: boolean;
  /** Of a database cluster: the writer, or one of the readers. */
  readonly role: "writer" | "reader";
}

export interface TrafficDescription {
  /** Value of the dimension `Source` in the namespace `Faultline/Traffic`. */
  readonly name: string;
  readonly to:
    | { readonly kind: "loadBalancer"; readonly name: string; readonly port: number | undefined }
    | { readonly kind: "service"; readonly name: string };
  /** Requests per real second, sent whether or not earlier ones were answered. */
  readonly perSecond: number;
  readonly timeoutMs: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Independent callers, each with its own keep-alive connections and its own look at DNS. */
  readonly clients: number;
}
