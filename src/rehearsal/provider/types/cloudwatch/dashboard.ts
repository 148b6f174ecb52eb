import type { cloudwatch } from "@pulumi/aws";
import { inputsOf, type Plainly, resource } from "../../resource-type";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const dashboard = resource<cloudwatch.DashboardArgs, cloudwatch.DashboardState>({
  type: "aws:cloudwatch/dashboard:Dashboard",
  inputs: inputsOf<cloudwatch.DashboardArgs>()({
    required: ["dashboardBody", "dashboardName"],
    replaces: ["dashboardName"],
    updates: ["dashboardBody"],
  }),
  async create(inputs, context) {
    await context.clients.cloudwatch.putDashboard(dashboardInput(inputs));
    return inputs.dashboardName;
  },
  async read(name, context) {
    const found = await context.clients.cloudwatch.getDashboard({ DashboardName: name });
    return { dashboardArn: found.DashboardArn, dashboardBody: found.DashboardBody, dashboardName: found.DashboardName };
  },
  async update(_name, { news }, context) {
    await context.clients.cloudwatch.putDashboard(dashboardInput(news));
  },
  async delete(name, context) {
    await context.clients.cloudwatch.deleteDashboards({ DashboardNames: [name] });
  },
});

function dashboardInput({ dashboardName, dashboardBody }: Plainly<cloudwatch.DashboardArgs>) {
  return { DashboardName: dashboardName, DashboardBody: dashboardBody };
}
