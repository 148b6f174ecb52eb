import type * as AutoScalingClient from "@aws-sdk/client-auto-scaling";
import type * as CloudWatchClient from "@aws-sdk/client-cloudwatch";
import type * as LogsClient from "@aws-sdk/client-cloudwatch-logs";
import type * as Ec2Client from "@aws-sdk/client-ec2";
import type * as EksClient from "@aws-sdk/client-eks";
import type * as LbClient from "@aws-sdk/client-elastic-load-balancing-v2";
import type * as FisClient from "@aws-sdk/client-fis";
import type * as IamClient from "@aws-sdk/client-iam";
import type * as RdsClient from "@aws-sdk/client-rds";
import type * as SsmClient from "@aws-sdk/client-ssm";
import type * as StsClient from "@aws-sdk/client-sts";
import { EXIT, FaultlineError } from "../../words";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ClientOptions {
  /** Where every service is called, for example the sandbox's URL. Without it nothing can be called. */
  readonly endpoint: string | undefined;
  readonly credentials: Credentials;
}

/** The SDK clients of one Region. Each is loaded when first used: a program without EKS does not pay for EKS. */
export class Clients {
  private readonly made = new Map<string, { destroy(): void }>();

  constructor(
    readonly region: string,
    private readonly options: ClientOptions,
  ) {}

  get ec2(): Ec2Client.EC2 {
    return this.make("ec2", () => new (require("@aws-sdk/client-ec2") as typeof Ec2Client).EC2(this.config));
  }
  get autoscaling(): AutoScalingClient.AutoScaling {
    return this.make(
      "autoscaling",
      () => new (require("@aws-sdk/client-auto-scaling") as typeof AutoScalingClient).AutoScaling(this.config),
    );
  }
  get lb(): LbClient.ElasticLoadBalancingV2 {
    return this.make(
      "lb",
      () => new (require("@aws-sdk/client-elastic-load-balancing-v2") as typeof LbClient).ElasticLoadBalancingV2(this.config),
    );
  }
  get eks(): EksClient.EKS {
    return this.make("eks", () => new (require("@aws-sdk/client-eks") as typeof EksClient).EKS(this.config));
  }
  get rds(): RdsClient.RDS {
    return this.make("rds", () => new (require("@aws-sdk/client-rds") as typeof RdsClient).RDS(this.config));
  }
  get iam(): IamClient.IAM {
    return this.make("iam", () => new (require("@aws-sdk/client-iam") as typeof IamClient).IAM(this.config));
  }
  get sts(): StsClient.STS {
    return this.make("sts", () => new (require("@aws-sdk/client-sts") as typeof StsClient).STS(this.config));
  }
  get ssm(): SsmClient.SSM {
    return this.make("ssm", () => new (require("@aws-sdk/client-ssm") as typeof SsmClient).SSM(this.config));
  }
  get logs(): LogsClient.CloudWatchLogs {
    return this.make("logs", () => new (require("@aws-sdk/client-cloudwatch-logs") as typeof LogsClient).CloudWatchLogs(this.config));
  }
  get cloudwatch(): CloudWatchClient.CloudWatch {
    return this.make("cloudwatch", () => new (require("@aws-sdk/client-cloudwatch") as typeof CloudWatchClient).CloudWatch(this.config));
  }
  get fis(): FisClient.Fis {
    return this.make("fis", () => new (require("@aws-sdk/client-fis") as typeof FisClient).Fis(this.config));
  }

  destroy(): void {
    for (const client of this.made.values()) client.destroy();
    this.made.clear();
  }

  private get config() {
    const { endpoint = "", credentials } = this.options;
    return { region: this.region, endpoint, credentials, maxAttempts: 3 };
  }

  private make<Client extends { destroy(): void }>(name: string, construct: () => Client): Client {
    if (this.options.endpoint === undefined) throw offline(name);
    const known = this.made.get(name);
    if (known) return known as Client;
    const client = construct();
    this.made.set(name, client);
    return client;
  }
}

function offline(service: string): FaultlineError {
  return new FaultlineError("needs-sandbox", `this asks ${service} at AWS's API, and no endpoint was given`, {
    exitCode: EXIT.usage,
    remedy: "Run it where a sandbox is, or give the value by configuration in this stack.",
  });
}
