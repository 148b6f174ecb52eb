import { queuePolicy } from "./policy";
import { queue } from "./queue";

export const sqsTypes = [queue, queuePolicy];
