import type * as AutoScalingClient from "@aws-sdk/client-auto-scaling";
import type * as CloudWatchClient from "@aws-sdk/client-cloudwatch";
import type * as LogsClient from "@aws-sdk/client-cloudwatch-logs";
import type * as DynamoDbClient from "@aws-sdk/client-dynamodb";
import type * as Ec2Client from "@aws-sdk/client-ec2";
import type * as EksClient from "@aws-sdk/client-eks";
import type * as LbClient from "@aws-sdk/client-elastic-load-balancing-v2";
import type * as EventBridgeClient from "@aws-sdk/client-eventbridge";
import type * as FisClient from "@aws-sdk/client-fis";
import type * as IamClient from "@aws-sdk/client-iam";
import type * as LambdaClient from "@aws-sdk/client-lambda";
import type * as RdsClient from "@aws-sdk/client-rds";
import type * as S3Client from "@aws-sdk/client-s3";
import type * as SchedulerClient from "@aws-sdk/client-scheduler";
import type * as SnsClient from "@aws-sdk/client-sns";
import type * as SqsClient from "@aws-sdk/client-sqs";
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
  get dynamodb(): DynamoDbClient.DynamoDB {
    return this.make("dynamodb", () => new (require("@aws-sdk/client-dynamodb") as typeof DynamoDbClient).DynamoDB(this.config));
  }
  get s3(): S3Client.S3 {
    // Buckets have no host names of their own at one endpoint.
    return this.make("s3", () => new (require("@aws-sdk/client-s3") as typeof S3Client).S3({ ...this.config, forcePathStyle: true }));
  }
  get lambda(): LambdaClient.Lambda {
    return this.make("lambda", () => new (require("@aws-sdk/client-lambda") as typeof LambdaClient).Lambda(this.config));
  }
  get scheduler(): SchedulerClient.Scheduler {
    return this.make("scheduler", () => new (require("@aws-sdk/client-scheduler") as typeof SchedulerClient).Scheduler(this.config));
  }
  get events(): EventBridgeClient.EventBridge {
    return this.make("events", () => new (require("@aws-sdk/client-eventbridge") as typeof EventBridgeClient).EventBridge(this.config));
  }
  get sns(): SnsClient.SNS {
    return this.make("sns", () => new (require("@aws-sdk/client-sns") as typeof SnsClient).SNS(this.config));
  }
  get sqs(): SqsClient.SQS {
    return this.make(
      "sqs",
      () => new (require("@aws-sdk/client-sqs") as typeof SqsClient).SQS({ ...this.config, useQueueUrlAsEndpoint: false }),
    );
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
