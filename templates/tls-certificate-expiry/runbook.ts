import type * as pulumi from "@pulumi/pulumi";
import { AutomationRunbook, type Text } from "../../src";
import { tlsCertificateDocument } from "./document";

export interface TlsCertificateRunbookArgs {
  /** ARN of the HTTPS or TLS listener. */
  readonly listener: Text;
  /** ARN of the certificate that it presents, and will present again. */
  readonly certificate: Text;
  /** ARN of a certificate that clients refuse. */
  readonly badCertificate: Text;
}

/**
 * The runbook of the scenario `tlsCertificateExpiry` and its role, which may change the one listener. Its name is what the scenario's `runbook` says:
 * `faultline-tls-certificate` where nothing is said.
 */
export class TlsCertificateRunbook extends AutomationRunbook {
  constructor(name: string, args: TlsCertificateRunbookArgs, opts?: pulumi.ComponentResourceOptions) {
    const { listener, certificate, badCertificate } = args;
    super(
      name,
      {
        document: tlsCertificateDocument(listener, certificate, badCertificate),
        permissions: [
          { actions: ["elasticloadbalancing:DescribeListeners"], resources: ["*"] },
          { actions: ["elasticloadbalancing:ModifyListener"], resources: [listener] },
        ],
      },
      opts,
    );
  }
}
