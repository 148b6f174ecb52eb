// One experiment, and what runs it inside AWS each Tuesday. The SDK: npm install faultline && pulumi package add ./node_modules/faultline/component
using System.Collections.Generic;
using Pulumi;
using Pulumi.Faultline;
using Pulumi.Faultline.Inputs;

return await Deployment.RunAsync(() =>
{
    var loadBalancer = new Config().Require("loadBalancer");

    CloudWatchMetricArgs Counted(string name) => new CloudWatchMetricArgs
    {
        Namespace = "AWS/ApplicationELB",
        Name = name,
        Dimensions = { ["LoadBalancer"] = loadBalancer },
        Statistic = "Sum",
        Unit = "Count",
    };

    var errors = new MetricArgs
    {
        Expression = "100 * FILL(failures, 0) / requests",
        Of = { ["failures"] = Counted("HTTPCode_ELB_5XX_Count"), ["requests"] = Counted("RequestCount") },
        Unit = "Percent",
    };

    var instanceLoss = new Experiment("instance-loss", new ExperimentArgs
    {
        Hypothesis = "When an instance dies, few requests fail, and a new one takes its place",
        Owner = "you@example.com",
        Runbook = "https://example.com/runbooks/instance-loss",
        SteadyState =
        {
            ["errors"] = new SteadyStateCheckArgs
            {
                Metric = errors,
                Is = new ComparisonArgs { Below = "1%" },
                DuringFault = new ComparisonArgs { Below = "20%" },
            },
        },
        Guards =
        {
            ["errors"] = new GuardArgs { Metric = errors, BreachedWhen = new ComparisonArgs { Above = "50%" } },
        },
        Faults =
        {
            ["terminate"] = new FaultArgs
            {
                ActionId = "aws:ec2:terminate-instances",
                Parameters = { },
                Targets =
                {
                    ["Instances"] = new TargetArgs
                    {
                        ResourceType = "aws:ec2:instance",
                        Tags = { ["Service"] = "app" },
                        Filters = { new TargetFilterArgs { Path = "State.Name", Values = { "running" } } },
                        Select = "1 of them",
                    },
                },
            },
        },
        BlastRadius = new ExperimentBlastRadiusArgs { AtMost = "1 instance" },
        Traffic = new ExperimentTrafficArgs { Metric = Counted("RequestCount"), AtLeast = "1/s" },
        Recovery = new ExperimentRecoveryArgs { Within = "10m" },
        MaxDuration = "20m",
    });

    var chaos = new Orchestrator("chaos", new OrchestratorArgs
    {
        Experiments =
        {
            new OrchestratedExperimentArgs
            {
                Name = "instance-loss",
                Manifest = instanceLoss.Manifest,
                Schedule = new RunScheduleArgs { At = "cron(0 10 ? * TUE *)", Timezone = "Europe/Berlin", Within = "30m" },
                Approval = new ApprovalArgs { By = { "you@example.com" }, Within = "4h" },
                Windows =
                {
                    new RunWindowArgs { Days = { "TUE" }, From = "10:00", To = "15:00", Timezone = "Europe/Berlin" },
                },
            },
        },
        Subscribers = { ["oncall"] = new SubscriberArgs { Protocol = "email", Endpoint = "you@example.com" } },
    });

    // What `faultline ls`, `plan` and `run` read, and what `--remote` does.
    return new Dictionary<string, object?>
    {
        ["faultline"] = new Dictionary<string, object?> { ["instance-loss"] = instanceLoss.Manifest },
        ["faultlineOrchestrator"] = chaos.Deployment,
    };
});
