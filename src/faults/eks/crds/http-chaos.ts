// Made by tools/crds/trim.mjs from the CRD: do not edit.

export type HTTPChaosSpec = {
  readonly abort?: boolean;
  readonly code?: number;
  readonly delay?: string;
  readonly duration?: string;
  readonly method?: string;
  readonly mode: "one" | "all" | "fixed" | "fixed-percent" | "random-max-percent";
  readonly patch?: {
    readonly body?: { readonly type: string; readonly value: string };
    readonly headers?: readonly (readonly string[])[];
    readonly queries?: readonly (readonly string[])[];
  };
  readonly path?: string;
  readonly port?: number;
  readonly remoteCluster?: string;
  readonly replace?: {
    readonly body?: string;
    readonly code?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly method?: string;
    readonly path?: string;
    readonly queries?: Readonly<Record<string, string>>;
  };
  readonly request_headers?: Readonly<Record<string, string>>;
  readonly response_headers?: Readonly<Record<string, string>>;
  readonly selector: {
    readonly annotationSelectors?: Readonly<Record<string, string>>;
    readonly expressionSelectors?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
    readonly fieldSelectors?: Readonly<Record<string, string>>;
    readonly labelSelectors?: Readonly<Record<string, string>>;
    readonly namespaces?: readonly string[];
    readonly nodeSelectors?: Readonly<Record<string, string>>;
    readonly nodes?: readonly string[];
    readonly podPhaseSelectors?: readonly string[];
    readonly pods?: Readonly<Record<string, readonly string[]>>;
  };
  readonly target: "Request" | "Response";
  readonly tls?: {
    readonly caName?: string;
    readonly certName: string;
    readonly keyName: string;
    readonly secretName: string;
    readonly secretNamespace: string;
  };
  readonly value?: string;
};
