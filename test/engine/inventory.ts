import { AutoScaling } from "@aws-sdk/client-auto-scaling";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { EC2 } from "@aws-sdk/client-ec2";
import { EKS } from "@aws-sdk/client-eks";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { Fis } from "@aws-sdk/client-fis";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { RDS } from "@aws-sdk/client-rds";
import { S3 } from "@aws-sdk/client-s3";
import { Scheduler } from "@aws-sdk/client-scheduler";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { awsConfig } from "../sandbox/support";

/** Everything of a sandbox that costs money or can do harm, by name or id, asked of AWS's own API. */
export async function inventory(target: { readonly url: string }, region = "us-east-1") {
  const config = awsConfig(target, undefined, region);
  const [ec2, iam, rds, lb] = [new EC2(config), new IAM(config), new RDS(config), new ElasticLoadBalancingV2(config)];
  const [cloudwatch, scheduler] = [new CloudWatch(config), new Scheduler(config)];
  const names = async <T>(ask: Promise<T>, read: (answer: T) => readonly (string | undefined)[] | undefined) =>
    [...(read(await ask) ?? [])].map((name) => name ?? "").sort();
  const alarms = cloudwatch.describeAlarms({});
  return {
    templates: await names(new Fis(config).listExperimentTemplates({}), (x) => x.experimentTemplates?.map((one) => one.id)),
    alarms: await names(alarms, (x) => [...(x.MetricAlarms ?? []), ...(x.CompositeAlarms ?? [])].map((one) => one.AlarmName)),
    dashboards: await names(cloudwatch.listDashboards({}), (x) => x.DashboardEntries?.map((one) => one.DashboardName)),
    logGroups: await names(new CloudWatchLogs(config).describeLogGroups({}), (x) => x.logGroups?.map((one) => one.logGroupName)),
    roles: await names(iam.listRoles({}), (x) =>
      x.Roles?.filter((one) => !one.Path?.startsWith("/aws-service-role/")).map((one) => one.RoleName),
    ),
    instanceProfiles: await names(iam.listInstanceProfiles({}), (x) => x.InstanceProfiles?.map((one) => one.InstanceProfileName)),
    vpcs: await names(ec2.describeVpcs({}), (x) => x.Vpcs?.map((one) => one.VpcId)),
    subnets: await names(ec2.describeSubnets({}), (x) => x.Subnets?.map((one) => one.SubnetId)),
    securityGroups: await names(ec2.describeSecurityGroups({}), (x) => x.SecurityGroups?.map((one) => one.GroupId)),
    routeTables: await names(ec2.describeRouteTables({}), (x) => x.RouteTables?.map((one) => one.RouteTableId)),
    gateways: await names(ec2.describeInternetGateways({}), (x) => x.InternetGateways?.map((one) => one.InternetGatewayId)),
    launchTemplates: await names(ec2.describeLaunchTemplates({}), (x) => x.LaunchTemplates?.map((one) => one.LaunchTemplateName)),
    instances: await names(ec2.describeInstances({}), (x) =>
      x.Reservations?.flatMap((one) => one.Instances ?? [])
        .filter((one) => one.State?.Name !== "terminated")
        .map((one) => one.InstanceId),
    ),
    groups: await names(new AutoScaling(config).describeAutoScalingGroups({}), (x) =>
      x.AutoScalingGroups?.map((one) => one.AutoScalingGroupName),
    ),
    loadBalancers: await names(lb.describeLoadBalancers({}), (x) => x.LoadBalancers?.map((one) => one.LoadBalancerName)),
    targetGroups: await names(lb.describeTargetGroups({}), (x) => x.TargetGroups?.map((one) => one.TargetGroupName)),
    databases: await names(rds.describeDBInstances({}), (x) => x.DBInstances?.map((one) => one.DBInstanceIdentifier)),
    databaseClusters: await names(rds.describeDBClusters({}), (x) => x.DBClusters?.map((one) => one.DBClusterIdentifier)),
    databaseSubnets: await names(rds.describeDBSubnetGroups({}), (x) => x.DBSubnetGroups?.map((one) => one.DBSubnetGroupName)),
    functions: await names(new Lambda(config).listFunctions({}), (x) => x.Functions?.map((one) => one.FunctionName)),
    scheduleGroups: await names(scheduler.listScheduleGroups({}), (x) => x.ScheduleGroups?.map((one) => one.Name)),
    schedules: await names(scheduler.listSchedules({}), (x) => x.Schedules?.map((one) => one.Name)),
    rules: await names(new EventBridge(config).listRules({}), (x) => x.Rules?.map((one) => one.Name)),
    topics: await names(new SNS(config).listTopics({}), (x) => x.Topics?.map((one) => one.TopicArn)),
    queues: await names(new SQS(config).listQueues({}), (x) => x.QueueUrls),
    tables: await names(new DynamoDB(config).listTables({}), (x) => x.TableNames),
    buckets: await names(new S3({ ...config, forcePathStyle: true }).listBuckets({}), (x) => x.Buckets?.map((one) => one.Name)),
    kubernetes: await names(new EKS(config).listClusters({}), (x) => x.clusters),
  };
}
