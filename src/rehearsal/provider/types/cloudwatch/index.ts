import { compositeAlarm } from "./composite-alarm";
import { dashboard } from "./dashboard";
import { logGroup } from "./log-group";
import { metricAlarm } from "./metric-alarm";

export const cloudwatchTypes = [metricAlarm, compositeAlarm, logGroup, dashboard];
