import type { Cloud, Handler, ServiceFactory } from "../kernel/cloud";
import { deleteAlarms, setAlarmState, switchActions } from "./alarms/change";
import { describeAlarmHistory, describeAlarms, describeAlarmsForMetric } from "./alarms/describe";
import { AlarmHistory } from "./alarms/history";
import { type AlarmParts, putCompositeAlarm, putMetricAlarm } from "./alarms/put";
import { AlarmScheduler } from "./alarms/scheduler";
import { AlarmStates } from "./alarms/states";
import { dashboardOperations } from "./dashboards";
import { getMetricData } from "./metrics/data";
import { listMetrics } from "./metrics/list";
import { putMetricData } from "./metrics/put";
import { getMetricStatistics } from "./metrics/statistics";
import { permissionsOf } from "./permissions";
import { keepInSnapshots } from "./series/snapshot";
import { MetricStore } from "./series/store";
import { tagOperations, tagSource } from "./tags";

/**
 * Amazon CloudWatch: metrics, metric math, metric and composite alarms that are evaluated on what was measured, and
 * dashboards. Alarms, their history, dashboards and tags are state. Data points are in memory; a snapshot takes the
 * last hour of them by minutes, so a restart with `--data` keeps minutes, not seconds.
 */
export const cloudwatchService: ServiceFactory = (cloud) => {
  const store = new MetricStore();
  cloud.measure = (measurement) => store.measure(measurement);
  cloud.tagSources.add(tagSource(cloud));
  const history = new AlarmHistory(cloud);
  const states = new AlarmStates(cloud, history);
  const scheduler = new AlarmScheduler(cloud, store, states);
  return {
    id: "cloudwatch",
    operations: operationsOf(cloud, store, { cloud, history, states, scheduler }),
    permissions: permissionsOf(cloud),
    start: () => {
      keepInSnapshots(cloud, store);
      scheduler.start();
    },
    stop: () => scheduler.stop(),
  };
};

function operationsOf(cloud: Cloud, store: MetricStore, parts: AlarmParts): Readonly<Record<string, Handler>> {
  return {
    PutMetricData: putMetricData(cloud, store),
    GetMetricData: getMetricData(cloud, store),
    GetMetricStatistics: getMetricStatistics(cloud, store),
    ListMetrics: listMetrics(cloud, store),
    PutMetricAlarm: putMetricAlarm(parts),
    PutCompositeAlarm: putCompositeAlarm(parts),
    DescribeAlarms: describeAlarms(cloud, parts.states),
    DescribeAlarmsForMetric: describeAlarmsForMetric(cloud),
    DescribeAlarmHistory: describeAlarmHistory(cloud),
    SetAlarmState: setAlarmState(parts),
    EnableAlarmActions: switchActions(parts, true),
    DisableAlarmActions: switchActions(parts, false),
    DeleteAlarms: deleteAlarms(parts),
    ...tagOperations(cloud),
    ...dashboardOperations(cloud),
  };
}
