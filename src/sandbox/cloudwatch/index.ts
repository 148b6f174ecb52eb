import type { Cloud, Handler, Measurement, ServiceFactory } from "../kernel/cloud";
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
import { type MetricSnapshot, MetricStore } from "./series/store";
import { tagOperations } from "./tags";

/** The metrics of a sandbox; made with the first use, so that measurements may come before the service does. */
const stores = new WeakMap<Cloud, MetricStore>();

function storeOf(cloud: Cloud): MetricStore {
  let store = stores.get(cloud);
  if (!store) {
    store = new MetricStore();
    stores.set(cloud, store);
  }
  return store;
}

/** What `cloud.measure` does. */
export function recordMeasurement(cloud: Cloud, measurement: Measurement): void {
  storeOf(cloud).measure(measurement);
}

/**
 * Amazon CloudWatch: metrics, metric math, metric and composite alarms that are evaluated on what was measured, and
 * dashboards. Alarms, their history, dashboards and tags are state. Data points are in memory; when the service is
 * stopped they are written into a table by minutes, so a restart with `--data` keeps minutes, not seconds, and
 * what came after the last orderly stop is lost.
 */
export const cloudwatchService: ServiceFactory = (cloud) => {
  const store = storeOf(cloud);
  const history = new AlarmHistory(cloud);
  const states = new AlarmStates(cloud, history);
  const scheduler = new AlarmScheduler(cloud, store, states);
  const snapshots = cloud.state.table<MetricSnapshot>("cloudwatch.metrics");
  return {
    id: "cloudwatch",
    operations: operationsOf(cloud, store, { cloud, history, states, scheduler }),
    permissions: permissionsOf(cloud),
    start: () => {
      store.clear();
      for (const { scope, id, record } of [...snapshots.everywhere()]) {
        store.load(scope, record);
        snapshots.in(scope).delete(id);
      }
      scheduler.start();
    },
    stop: () => {
      scheduler.stop();
      store.prune(cloud.clock.now());
      for (const { scope, key, metric } of store.snapshot()) snapshots.in(scope).set(key, metric);
    },
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
