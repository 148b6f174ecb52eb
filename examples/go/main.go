// One experiment, and what runs it inside AWS each Tuesday. The SDK: npm install faultline && pulumi package add ./node_modules/faultline/component
package main

import (
	"errors"

	"example.com/pulumi-faultline/sdk/go/faultline"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		loadBalancer, ok := ctx.GetConfig("chaos-go:loadBalancer")
		if !ok {
			return errors.New("pulumi config set loadBalancer app/NAME/ID")
		}
		counted := func(name string) *faultline.CloudWatchMetricArgs {
			return &faultline.CloudWatchMetricArgs{
				Namespace:  pulumi.String("AWS/ApplicationELB"),
				Name:       pulumi.String(name),
				Dimensions: pulumi.StringMap{"LoadBalancer": pulumi.String(loadBalancer)},
				Statistic:  pulumi.String("Sum"),
				Unit:       pulumi.String("Count"),
			}
		}
		errorRate := &faultline.MetricArgs{
			Expression: pulumi.String("100 * FILL(failures, 0) / requests"),
			Of: faultline.CloudWatchMetricMap{
				"failures": counted("HTTPCode_ELB_5XX_Count"),
				"requests": counted("RequestCount"),
			},
			Unit: pulumi.String("Percent"),
		}
		instanceLoss, err := faultline.NewExperiment(ctx, "instance-loss", &faultline.ExperimentArgs{
			Hypothesis: pulumi.String("When an instance dies, few requests fail, and a new one takes its place"),
			Owner:      pulumi.String("you@example.com"),
			Runbook:    pulumi.String("https://example.com/runbooks/instance-loss"),
			SteadyState: faultline.SteadyStateCheckMap{
				"errors": &faultline.SteadyStateCheckArgs{
					Metric:      errorRate,
					Is:          &faultline.ComparisonArgs{Below: pulumi.String("1%")},
					DuringFault: &faultline.ComparisonArgs{Below: pulumi.String("20%")},
				},
			},
			Guards: faultline.GuardMap{
				"errors": &faultline.GuardArgs{
					Metric:       errorRate,
					BreachedWhen: &faultline.ComparisonArgs{Above: pulumi.String("50%")},
				},
			},
			Faults: faultline.FaultMap{
				"terminate": &faultline.FaultArgs{
					ActionId:   pulumi.String("aws:ec2:terminate-instances"),
					Parameters: pulumi.StringMap{},
					Targets: faultline.TargetMap{
						"Instances": &faultline.TargetArgs{
							ResourceType: pulumi.String("aws:ec2:instance"),
							Tags:         pulumi.StringMap{"Service": pulumi.String("app")},
							Filters: faultline.TargetFilterArray{
								&faultline.TargetFilterArgs{
									Path:   pulumi.String("State.Name"),
									Values: pulumi.StringArray{pulumi.String("running")},
								},
							},
							Select: pulumi.String("1 of them"),
						},
					},
				},
			},
			BlastRadius: &faultline.ExperimentBlastRadiusArgs{AtMost: pulumi.String("1 instance")},
			Traffic:     &faultline.ExperimentTrafficArgs{Metric: counted("RequestCount"), AtLeast: pulumi.String("1/s")},
			Recovery:    &faultline.ExperimentRecoveryArgs{Within: pulumi.String("10m")},
			MaxDuration: pulumi.String("20m"),
		})
		if err != nil {
			return err
		}
		chaos, err := faultline.NewOrchestrator(ctx, "chaos", &faultline.OrchestratorArgs{
			Experiments: []faultline.OrchestratedExperimentArgs{
				{
					Name:     "instance-loss",
					Manifest: instanceLoss.Manifest,
					Schedule: &faultline.RunScheduleArgs{
						At:       "cron(0 10 ? * TUE *)",
						Timezone: pulumi.StringRef("Europe/Berlin"),
						Within:   pulumi.StringRef("30m"),
					},
					Approval: &faultline.ApprovalArgs{By: []string{"you@example.com"}, Within: "4h"},
					Windows: []faultline.RunWindowArgs{
						{Days: []string{"TUE"}, From: "10:00", To: "15:00", Timezone: "Europe/Berlin"},
					},
				},
			},
			Subscribers: map[string]faultline.SubscriberArgs{
				"oncall": {Protocol: "email", Endpoint: pulumi.String("you@example.com")},
			},
		})
		if err != nil {
			return err
		}
		// What `faultline ls`, `plan` and `run` read, and what `--remote` does.
		ctx.Export("faultline", pulumi.Map{"instance-loss": instanceLoss.Manifest})
		ctx.Export("faultlineOrchestrator", chaos.Deployment)
		return nil
	})
}
