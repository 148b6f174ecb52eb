import { compile, type ExperimentDefinition } from "../../src/experiment";
import { ec2, ecs, type Fault } from "../../src/faults";
import { requests, sound } from "../experiment/definitions";
import { every } from "./every";

const effect: ExperimentDefinition["effect"] = { some: { metric: requests, becomes: { below: "10 requests" } } };

function problems(it: unknown): readonly string[] {
  const compiled = compile("verdicts", { ...sound(), faults: { it, besides: every.terminate }, effect, maxDuration: "1h" });
  return compiled.ok ? [] : compiled.problems.map(({ path, code }) => `${path.replace("faults.it.", "")} ${code}`);
}

const tags = { Service: "web" };
const interrupt = ec2.interruptSpotInstances({ instances: { tags }, interruptAfter: "2m" });
const stopTask = ecs.stopTask({ tasks: { tags } });
const latency = ec2.networkLatencySources({ instances: { tags }, duration: "2m", sources: ["S3"] });
const podTarget = (every.podDelete as Fault).targets.Pods;

describe("what FIS or its agent was seen to refuse is refused before it is asked", () => {
  test.each<[string, unknown, readonly string[]]>([
    [
      "an action that there is not",
      { ...stopTask, actionId: "aws:lambda:put-function-concurrent-executions" },
      ["actionId unknown-action"],
    ],
    [
      "clusters where tasks are meant",
      { ...stopTask, targets: { Clusters: { resourceType: "aws:ecs:cluster", tags, select: "all" } } },
      ["targets.Clusters unknown-property", "targets.Tasks missing"],
    ],
    [
      "instances where Spot instances are meant",
      { ...interrupt, targets: { Instances: { resourceType: "aws:ec2:instance", tags, select: "all" } } },
      ["targets.Instances unknown-property", "targets.SpotInstances missing"],
    ],
    [
      "a pod by ARN",
      { ...every.podDelete, targets: { Pods: { ...podTarget, arns: ["arn:aws:eks:us-east-1:123456789012:pod/c/n/p"] } } },
      ["targets.Pods not-by-arn"],
    ],
    [
      "ARNs and tags together",
      {
        ...stopTask,
        targets: { Tasks: { resourceType: "aws:ecs:task", arns: ["arn:aws:ecs:us-east-1:123456789012:task/c/t"], tags, select: "all" } },
      },
      ["targets.Tasks arns-and-tags"],
    ],
    [
      "a document without the sources that it needs",
      { ...latency, parameters: { ...latency.parameters, documentParameters: '{"DurationSeconds":"60"}' } },
      ["parameters.documentParameters.Sources missing"],
    ],
  ])("%s", (_, it, expected) => {
    expect(problems(it)).toEqual(expected);
  });

  test("and what it was seen to take is taken", () => {
    for (const name of ["podMemory", "pauseVolume"]) expect(problems(every[name])).toEqual([]);
  });
});
