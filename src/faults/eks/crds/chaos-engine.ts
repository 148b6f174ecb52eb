// Made by tools/crds/trim.mjs from the CRD: do not edit.

export type ChaosEngineSpec = {
  readonly jobCleanUpPolicy?: string;
  readonly defaultHealthCheck?: boolean;
  readonly appinfo?: { readonly appkind?: string; readonly applabel?: string; readonly appns?: string };
  readonly selectors?: {
    readonly pods?: readonly { readonly names: string; readonly namespace: string }[];
    readonly workloads?: readonly {
      readonly kind: string;
      readonly labels?: string;
      readonly names?: string;
      readonly namespace: string;
    }[];
  };
  readonly auxiliaryAppInfo?: string;
  readonly engineState?: string;
  readonly chaosServiceAccount?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly components?: {
    readonly sidecar?: readonly {
      readonly env?: readonly {
        readonly name: string;
        readonly value?: string;
        readonly valueFrom?: {
          readonly configMapKeyRef?: Readonly<Record<string, unknown>>;
          readonly fieldRef?: Readonly<Record<string, unknown>>;
          readonly resourceFieldRef?: Readonly<Record<string, unknown>>;
          readonly secretKeyRef?: Readonly<Record<string, unknown>>;
        };
      }[];
      readonly envFrom?: readonly {
        readonly configMapRef?: { readonly name?: string; readonly optional?: boolean };
        readonly prefix?: string;
        readonly secretRef?: { readonly name?: string; readonly optional?: boolean };
      }[];
      readonly image?: string;
      readonly imagePullPolicy?: string;
      readonly secrets?: readonly { readonly mountPath: string; readonly name: string }[];
    }[];
    readonly runner?: {
      readonly image?: string;
      readonly type?: string;
      readonly runnerAnnotations?: Readonly<Record<string, unknown>>;
      readonly runnerLabels?: Readonly<Record<string, string>>;
      readonly tolerations?: readonly {
        readonly effect?: string;
        readonly key?: string;
        readonly operator?: string;
        readonly tolerationSeconds?: number;
        readonly value?: string;
      }[];
    };
  };
  readonly experiments?: readonly {
    readonly name?: string;
    readonly spec?: {
      readonly probe?: readonly {
        readonly name: string;
        readonly type: string;
        readonly "k8sProbe/inputs"?: {
          readonly group?: string;
          readonly version: string;
          readonly resource: string;
          readonly namespace?: string;
          readonly resourceNames?: string;
          readonly fieldSelector?: string;
          readonly labelSelector?: string;
          readonly operation: string;
        };
        readonly "cmdProbe/inputs"?: {
          readonly command: string;
          readonly comparator: Readonly<Record<string, unknown>>;
          readonly source?: Readonly<Record<string, unknown>>;
        };
        readonly "httpProbe/inputs"?: {
          readonly url: string;
          readonly insecureSkipVerify?: boolean;
          readonly method: Readonly<Record<string, unknown>>;
        };
        readonly "promProbe/inputs"?: {
          readonly endpoint: string;
          readonly query?: string;
          readonly queryPath?: string;
          readonly comparator: Readonly<Record<string, unknown>>;
        };
        readonly runProperties: {
          readonly evaluationTimeout?: string;
          readonly probeTimeout: string;
          readonly interval: string;
          readonly retry?: number;
          readonly attempt?: number;
          readonly probePollingInterval?: string;
          readonly initialDelaySeconds?: number;
          readonly initialDelay?: string;
          readonly verbosity?: string;
          readonly stopOnFailure?: boolean;
        };
        readonly "sloProbe/inputs"?: {
          readonly comparator: Readonly<Record<string, unknown>>;
          readonly evaluationWindow?: Readonly<Record<string, unknown>>;
          readonly platformEndpoint: string;
          readonly insecureSkipVerify?: boolean;
          readonly sloIdentifier: string;
          readonly sloSourceMetadata: Readonly<Record<string, unknown>>;
        };
        readonly mode: string;
        readonly data?: string;
      }[];
      readonly components?: {
        readonly statusCheckTimeouts?: { readonly delay?: number; readonly timeout?: number };
        readonly nodeSelector?: Readonly<Record<string, string>>;
        readonly experimentImage?: string;
        readonly env?: readonly {
          readonly name: string;
          readonly value?: string;
          readonly valueFrom?: Readonly<Record<string, unknown>>;
        }[];
        readonly configMaps?: readonly { readonly name?: string; readonly mountPath?: string }[];
        readonly secrets?: readonly { readonly name?: string; readonly mountPath?: string }[];
        readonly experimentAnnotations?: Readonly<Record<string, string>>;
        readonly tolerations?: readonly {
          readonly effect?: string;
          readonly key?: string;
          readonly operator?: string;
          readonly tolerationSeconds?: number;
          readonly value?: string;
        }[];
      };
    };
  }[];
};
