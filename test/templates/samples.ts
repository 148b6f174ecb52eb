// Each scenario with the options of its page.

import type { Quantity } from "../../src";
import type { Evidence, Scenario } from "../../templates";
import * as scenarios from "../../templates";
import { requests } from "../experiment/definitions";

const failing = { metric: { ...requests, name: "HTTPCode_Target_5XX_Count" }, becomes: { above: "10 errors" } } as const;

/** A metric that goes above another value in each step. */
function each<Step extends string>(metric: Evidence["metric"], above: Readonly<Record<Step, Quantity>>): Readonly<Record<Step, Evidence>> {
  return Object.fromEntries(
    Object.entries<Quantity>(above).map(([step, value]) => [step, { metric, becomes: { above: value } }]),
  ) as Record<Step, Evidence>;
}

/** By the name of its folder. */
export const samples: Readonly<Record<string, () => Scenario>> = {
  "api-throttling": () =>
    scenarios.apiThrottling({
      roles: ["arn:aws:iam::123456789012:role/shop-scaler"],
      service: "ec2",
      operations: ["DescribeInstances", "RunInstances"],
      evidence: {
        metric: { namespace: "Shop", name: "FailedCalls", statistic: "Sum", unit: "Count" },
        becomes: { above: "5 calls" },
      },
    }),
  "az-application-slowdown": () =>
    scenarios.azApplicationSlowdown({
      zone: "us-east-1a",
      ec2: failing,
      ecs: { evidence: failing },
      eks: { evidence: failing, cluster: "shop", namespace: "default", serviceAccount: "fis-service-account" },
    }),
  "az-power-interruption": () =>
    scenarios.azPowerInterruption({
      zone: "us-east-1a",
      parts: ["instances", "autoScalingGroups", "subnets", "databases", "s3Express"],
      writerInZone: true,
      launches: { roles: ["arn:aws:iam::123456789012:role/launcher"], evidence: failing },
      elastiCache: failing,
      volumes: failing,
      autoshift: failing,
    }),
  "clock-skew": () =>
    scenarios.clockSkew({
      cluster: "arn:aws:eks:us-east-1:123456789012:cluster/shop",
      namespace: "shop",
      labels: { app: "orders" },
      offset: "10m",
      into: "the future",
      evidence: {
        metric: { namespace: "Shop", name: "RejectedTokens", statistic: "Sum", unit: "Count" },
        becomes: { above: "10 tokens" },
      },
    }),
  "cross-az-traffic-slowdown": () =>
    scenarios.crossAzTrafficSlowdown({
      zone: "us-east-1a",
      otherZones: ["us-east-1b"],
      ec2: failing,
      ecs: { evidence: failing },
      eks: { evidence: failing, cluster: "shop", namespace: "default", serviceAccount: "fis-service-account" },
    }),
  "cross-region-connectivity": () =>
    scenarios.crossRegionConnectivity({
      region: "us-west-2",
      subnets: failing,
      transitGateways: failing,
      endpoints: failing,
      buckets: failing,
      tables: failing,
      memoryDb: failing,
    }),
  "cross-region-loss": () =>
    scenarios.crossRegionLoss({
      region: "us-west-2",
      tags: { Service: "shop" },
      tables: { tags: { Service: "shop" }, evidence: failing },
      evidence: failing,
    }),
  "dependency-down": () => scenarios.dependencyDown({ tags: { Service: "shop" }, prefixList: "pl-0123456789abcdef0" }),
  "dns-outage": () =>
    scenarios.dnsOutage({
      tags: { Service: "shop" },
      evidence: {
        metric: { ...requests, name: "HTTPCode_Target_5XX_Count", statistic: "Sum", unit: "Count" },
        becomes: { above: "10 errors" },
      },
    }),
  "ebs-decreasing-latency": () =>
    scenarios.ebsDecreasingLatency({
      tags: { Service: "shop" },
      zone: "us-east-1a",
      evidence: each(
        {
          namespace: "AWS/EBS",
          name: "VolumeAvgWriteLatency",
          dimensions: { VolumeId: "vol-0123456789abcdef0" },
          statistic: "Maximum",
          unit: "Milliseconds",
        },
        { "delay-20s": "1s", "delay-5s": "300ms", "delay-900ms": "60ms", "delay-300ms": "20ms", "delay-40ms": "3ms" },
      ),
    }),
  "ebs-increasing-latency": () =>
    scenarios.ebsIncreasingLatency({
      tags: { Service: "shop" },
      zone: "us-east-1a",
      evidence: each(
        {
          namespace: "AWS/EBS",
          name: "VolumeAvgWriteLatency",
          dimensions: { VolumeId: "vol-0123456789abcdef0" },
          statistic: "Maximum",
          unit: "Milliseconds",
        },
        { "delay-50ms": "10ms", "delay-200ms": "40ms", "delay-700ms": "150ms", "delay-1s": "200ms", "delay-15s": "3s" },
      ),
    }),
  "ebs-intermittent-latency": () =>
    scenarios.ebsIntermittentLatency({
      tags: { Service: "shop" },
      zone: "us-east-1a",
      evidence: {
        metric: {
          namespace: "AWS/EBS",
          name: "VolumeAvgWriteLatency",
          dimensions: { VolumeId: "vol-0123456789abcdef0" },
          statistic: "Maximum",
          unit: "Milliseconds",
        },
        becomes: { above: "5ms" },
      },
    }),
  "ebs-sustained-latency": () =>
    scenarios.ebsSustainedLatency({
      tags: { Service: "shop" },
      zone: "us-east-1a",
      evidence: {
        metric: {
          namespace: "AWS/EBS",
          name: "VolumeAvgWriteLatency",
          dimensions: { VolumeId: "vol-0123456789abcdef0" },
          statistic: "Maximum",
          unit: "Milliseconds",
        },
        becomes: { above: "400ms" },
      },
    }),
  "ec2-cpu-stress": () =>
    scenarios.ec2CpuStress({
      tags: { Service: "shop" },
      evidence: each(
        {
          namespace: "AWS/EC2",
          name: "CPUUtilization",
          dimensions: { AutoScalingGroupName: "web" },
          statistic: "Average",
          unit: "Percent",
        },
        { "load-50": "45%", "load-75": "70%", "load-95": "90%" },
      ),
    }),
  "ec2-disk-stress": () =>
    scenarios.ec2DiskStress({
      tags: { Service: "shop" },
      evidence: each(
        {
          namespace: "CWAgent",
          name: "disk_used_percent",
          dimensions: { AutoScalingGroupName: "web", path: "/" },
          statistic: "Maximum",
          unit: "Percent",
        },
        { "full-60": "55%", "full-75": "70%", "full-90": "85%" },
      ),
    }),
  "ec2-instance-failure": () => scenarios.ec2InstanceFailure({ tags: { Service: "shop" }, replaced: true }),
  "ec2-memory-stress": () =>
    scenarios.ec2MemoryStress({
      tags: { Service: "shop" },
      evidence: each(
        {
          namespace: "CWAgent",
          name: "mem_used_percent",
          dimensions: { AutoScalingGroupName: "web" },
          statistic: "Maximum",
          unit: "Percent",
        },
        { "memory-40": "35%", "memory-60": "55%", "memory-80": "75%" },
      ),
    }),
  "ec2-network-latency": () =>
    scenarios.ec2NetworkLatency({
      tags: { Service: "shop" },
      evidence: each(
        { ...requests, name: "TargetResponseTime", statistic: "p95", unit: "Seconds" },
        { "delay-100ms": "100ms", "delay-200ms": "200ms", "delay-400ms": "400ms" },
      ),
    }),
  "eks-cpu-stress": () =>
    scenarios.eksCpuStress({
      cluster: "shop",
      namespace: "shop",
      labels: "app=orders",
      serviceAccount: "faultline",
      evidence: each(
        {
          namespace: "ContainerInsights",
          name: "pod_cpu_utilization_over_pod_limit",
          dimensions: { ClusterName: "shop", Namespace: "shop", PodName: "orders" },
          statistic: "Maximum",
          unit: "Percent",
        },
        { "load-50": "45%", "load-75": "70%", "load-95": "90%" },
      ),
    }),
  "eks-disk-stress": () =>
    scenarios.eksDiskStress({
      cluster: "shop",
      namespace: "shop",
      labels: "app=orders",
      serviceAccount: "faultline",
      evidence: { metric: { ...requests, name: "TargetResponseTime", statistic: "p95", unit: "Seconds" }, becomes: { above: "500ms" } },
    }),
  "eks-memory-stress": () =>
    scenarios.eksMemoryStress({
      cluster: "shop",
      namespace: "shop",
      labels: "app=orders",
      serviceAccount: "faultline",
      evidence: each(
        {
          namespace: "ContainerInsights",
          name: "pod_memory_utilization_over_pod_limit",
          dimensions: { ClusterName: "shop", Namespace: "shop", PodName: "orders" },
          statistic: "Maximum",
          unit: "Percent",
        },
        { "memory-40": "35%", "memory-60": "55%", "memory-80": "75%" },
      ),
    }),
  "eks-network-latency": () =>
    scenarios.eksNetworkLatency({
      cluster: "shop",
      namespace: "shop",
      labels: "app=orders",
      serviceAccount: "faultline",
      evidence: each(
        { ...requests, name: "TargetResponseTime", statistic: "p95", unit: "Seconds" },
        { "delay-100ms": "100ms", "delay-200ms": "200ms", "delay-400ms": "400ms" },
      ),
    }),
  "eks-pod-delete": () =>
    scenarios.eksPodDelete({ cluster: "shop", namespace: "shop", deployment: "orders", serviceAccount: "faultline", replicas: "6 pods" }),
  "instance-termination": () => scenarios.instanceTermination({ tags: { Service: "shop" } }),
  "kafka-consumer-lag": () =>
    scenarios.kafkaConsumerLag({
      cluster: "shop",
      namespace: "shop",
      labels: "app=orders",
      serviceAccount: "faultline",
      brokers: ["b-1.shop.example.com", "b-2.shop.example.com"],
      evidence: {
        metric: {
          namespace: "AWS/Kafka",
          name: "MaxOffsetLag",
          dimensions: { "Cluster Name": "shop", "Consumer Group": "orders", Topic: "orders" },
          statistic: "Maximum",
          unit: "Count",
        },
        becomes: { above: "1000 messages" },
      },
    }),
  "one-node-of-ten": () => scenarios.oneNodeOfTen({ tags: { Service: "shop" } }),
  "one-pod-of-ten": () =>
    scenarios.onePodOfTen({ cluster: "shop", namespace: "shop", deployment: "orders", serviceAccount: "faultline", replicas: 10 }),
  "poison-messages": () =>
    scenarios.poisonMessages({
      evidence: {
        metric: {
          namespace: "AWS/SQS",
          name: "ApproximateNumberOfMessagesVisible",
          dimensions: { QueueName: "orders-dlq" },
          statistic: "Maximum",
          unit: "Count",
        },
        becomes: { atLeast: "10 messages" },
      },
    }),
  "retry-storm": () =>
    scenarios.retryStorm({
      cluster: "shop",
      namespace: "shop",
      labels: "app=orders",
      serviceAccount: "faultline",
      delay: "2s",
      evidence: {
        metric: { namespace: "Shop", name: "CallsOfOrders", statistic: "Sum", unit: "Count" },
        becomes: { above: "6000 calls" },
      },
    }),
  "service-failure": () =>
    scenarios.serviceFailure({
      tags: { Service: "shop" },
      process: "nginx",
      evidence: {
        metric: {
          namespace: "AWS/ApplicationELB",
          name: "UnHealthyHostCount",
          dimensions: { LoadBalancer: "app/shop/50dc6c495c0c9188", TargetGroup: "targetgroup/web/6d0ecf831eec9f09" },
          statistic: "Maximum",
          unit: "Count",
        },
        becomes: { atLeast: "1 host" },
      },
    }),
  "spot-interruption": () =>
    scenarios.spotInterruption({
      tags: { Service: "shop" },
      evidence: {
        metric: {
          namespace: "AWS/AutoScaling",
          name: "GroupInServiceInstances",
          dimensions: { AutoScalingGroupName: "web" },
          statistic: "Minimum",
          unit: "Count",
        },
        becomes: { below: "6 instances" },
      },
    }),
  "tls-certificate-expiry": () =>
    scenarios.tlsCertificateExpiry({
      evidence: {
        metric: { ...requests, name: "ClientTLSNegotiationErrorCount", statistic: "Sum", unit: "Count" },
        becomes: { above: "10 handshakes" },
      },
    }),
};
