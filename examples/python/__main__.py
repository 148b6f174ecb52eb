"""One experiment, and what runs it inside AWS each Tuesday. The SDK: npm install faultline && pulumi package add ./node_modules/faultline/component"""

import pulumi
import pulumi_faultline as faultline

load_balancer = pulumi.Config().require("loadBalancer")


def counted(name: str) -> faultline.CloudWatchMetricArgs:
    return faultline.CloudWatchMetricArgs(
        namespace="AWS/ApplicationELB",
        name=name,
        dimensions={"LoadBalancer": load_balancer},
        statistic="Sum",
        unit="Count",
    )


errors = faultline.MetricArgs(
    expression="100 * FILL(failures, 0) / requests",
    of={"failures": counted("HTTPCode_ELB_5XX_Count"), "requests": counted("RequestCount")},
    unit="Percent",
)

instance_loss = faultline.Experiment(
    "instance-loss",
    hypothesis="When an instance dies, few requests fail, and a new one takes its place",
    owner="you@example.com",
    runbook="https://example.com/runbooks/instance-loss",
    steady_state={
        "errors": faultline.SteadyStateCheckArgs(
            metric=errors,
            is_=faultline.ComparisonArgs(below="1%"),
            during_fault=faultline.ComparisonArgs(below="20%"),
        )
    },
    guards={
        "errors": faultline.GuardArgs(metric=errors, breached_when=faultline.ComparisonArgs(above="50%"))
    },
    faults={
        "terminate": faultline.FaultArgs(
            action_id="aws:ec2:terminate-instances",
            parameters={},
            targets={
                "Instances": faultline.TargetArgs(
                    resource_type="aws:ec2:instance",
                    tags={"Service": "app"},
                    filters=[faultline.TargetFilterArgs(path="State.Name", values=["running"])],
                    select="1 of them",
                )
            },
        )
    },
    blast_radius=faultline.ExperimentBlastRadiusArgs(at_most="1 instance"),
    traffic=faultline.ExperimentTrafficArgs(metric=counted("RequestCount"), at_least="1/s"),
    recovery=faultline.ExperimentRecoveryArgs(within="10m"),
    max_duration="20m",
)

chaos = faultline.Orchestrator(
    "chaos",
    experiments=[
        faultline.OrchestratedExperimentArgs(
            name="instance-loss",
            manifest=instance_loss.manifest,
            schedule=faultline.RunScheduleArgs(at="cron(0 10 ? * TUE *)", timezone="Europe/Berlin", within="30m"),
            approval=faultline.ApprovalArgs(by=["you@example.com"], within="4h"),
            windows=[faultline.RunWindowArgs(days=["TUE"], from_="10:00", to="15:00", timezone="Europe/Berlin")],
        )
    ],
    subscribers={"oncall": faultline.SubscriberArgs(protocol="email", endpoint="you@example.com")},
)

# What `faultline ls`, `plan` and `run` read, and what `--remote` does.
pulumi.export("faultline", {"instance-loss": instance_loss.manifest})
pulumi.export("faultlineOrchestrator", chaos.deployment)
