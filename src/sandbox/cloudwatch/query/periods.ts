/** The periods that CloudWatch knows, in seconds. */
export function isPeriod(seconds: number): boolean {
  return [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
}

const day = 24 * 60 * 60_000;

/**
 * Where the periods of a request begin: the start is rounded down, to the period below a minute, to a minute for the
 * last 15 days, to 5 minutes up to 63 days and to an hour before.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function alignedStart(start: number, period: number, now: number): number {
  const age = now - start;
  const unit = age > 63 * day ? 3_600_000 : age > 15 * day ? 300_000 : Math.min(period * 1000, 60_000);
  return Math.floor(start / unit) * unit;
}

/** The starts of all periods from `start` on that begin before `end`. */
export function periodsBetween(start: number, end: number, period: number): number[] {
  const times: number[] = [];
  for (let at = start; at < end; at += period * 1000) times.push(at);
  return times;
}
