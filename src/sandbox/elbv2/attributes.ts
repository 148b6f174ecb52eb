import { notInSandbox, validation } from "./problems";

/** Attributes that AWS gives for a load balancer, target group or listener on which none were set. */
export const BALANCER_DEFAULTS: Readonly<Record<string, string>> = {
  "access_logs.s3.enabled": "false",
  "access_logs.s3.bucket": "",
  "access_logs.s3.prefix": "",
  "connection_logs.s3.enabled": "false",
  "connection_logs.s3.bucket": "",
  "connection_logs.s3.prefix": "",
  "health_check_logs.s3.enabled": "false",
  "health_check_logs.s3.bucket": "",
  "health_check_logs.s3.prefix": "",
  "idle_timeout.timeout_seconds": "60",
  "client_keep_alive.seconds": "3600",
  "deletion_protection.enabled": "false",
  "routing.http2.enabled": "true",
  "routing.http.drop_invalid_header_fields.enabled": "false",
  "routing.http.xff_client_port.enabled": "false",
  "routing.http.preserve_host_header.enabled": "false",
  "routing.http.xff_header_processing.mode": "append",
  "routing.http.desync_mitigation_mode": "defensive",
  "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "false",
  "load_balancing.cross_zone.enabled": "true",
  "waf.fail_open.enabled": "false",
  "zonal_shift.config.enabled": "false",
};

export const GROUP_DEFAULTS: Readonly<Record<string, string>> = {
  "deregistration_delay.timeout_seconds": "300",
  "stickiness.enabled": "false",
  "stickiness.type": "lb_cookie",
  "stickiness.lb_cookie.duration_seconds": "86400",
  "stickiness.app_cookie.cookie_name": "",
  "stickiness.app_cookie.duration_seconds": "86400",
  "slow_start.duration_seconds": "0",
  "load_balancing.algorithm.type": "round_robin",
  "load_balancing.algorithm.anomaly_mitigation": "off",
  "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
  "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
  "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
};

export const LISTENER_DEFAULTS: Readonly<Record<string, string>> = {
  "routing.http.response.server.enabled": "true",
  "routing.http.response.strict_transport_security.header_value": "",
  "routing.http.response.access_control_allow_origin.header_value": "",
  "routing.http.response.access_control_allow_methods.header_value": "",
  "routing.http.response.access_control_allow_headers.header_value": "",
  "routing.http.response.access_control_allow_credentials.header_value": "",
  "routing.http.response.access_control_expose_headers.header_value": "",
  "routing.http.response.access_control_max_age.header_value": "",
  "routing.http.response.content_security_policy.header_value": "",
  "routing.http.response.x_content_type_options.header_value": "",
  "routing.http.response.x_frame_options.header_value": "",
};

export interface AttributeInput {
  Key?: string;
  Value?: string;
}

/** All attributes with their present values, as the Describe operations give them. */
export function attributeList(defaults: Readonly<Record<string, string>>, set: Readonly<Record<string, string>>) {
  return Object.entries({ ...defaults, ...set }).map(([Key, Value]) => ({ Key, Value }));
}

/** Writes attributes into `set`; a key that this kind of resource does not have is refused as AWS refuses it. */
export function modifyAttributes(
  what: "Load balancer" | "Target group" | "Listener",
  defaults: Readonly<Record<string, string>>,
  set: Record<string, string>,
  changes: readonly AttributeInput[],
): void {
  for (const { Key = "", Value = "" } of changes) {
    if (!(Key in defaults)) throw validation(`${what} attribute key '${Key}' is not recognized`);
    const wanted = defaults[Key];
    if ((wanted === "true" || wanted === "false") && Value !== "true" && Value !== "false") {
      throw validation(`${what} attribute value '${Value}' for attribute key '${Key}' must be 'true' or 'false'`);
    }
    const only = FIXED[Key];
    if (only && Value !== only) throw notInSandbox(`the attribute ${Key}=${Value}`, `Leave it at '${only}'.`);
    if (Key.endsWith("_seconds") || Key.endsWith(".seconds")) checkSeconds(what, Key, Value);
  }
  for (const { Key = "", Value = "" } of changes) set[Key] = Value;
}

/** Attributes that would change the traffic in ways which the sandbox's proxy does not have. */
const FIXED: Readonly<Record<string, string>> = {
  "access_logs.s3.enabled": "false",
  "connection_logs.s3.enabled": "false",
  "health_check_logs.s3.enabled": "false",
  "stickiness.enabled": "false",
  "slow_start.duration_seconds": "0",
  "load_balancing.algorithm.type": "round_robin",
};

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  "idle_timeout.timeout_seconds": [1, 4000],
  "client_keep_alive.seconds": [60, 604800],
  "deregistration_delay.timeout_seconds": [0, 3600],
  "slow_start.duration_seconds": [0, 900],
  "stickiness.lb_cookie.duration_seconds": [1, 604800],
  "stickiness.app_cookie.duration_seconds": [1, 604800],
};

function checkSeconds(what: string, key: string, value: string): void {
  const [least, most] = RANGES[key] ?? [0, Number.MAX_SAFE_INTEGER];
  const seconds = Number(value);
  if (!/^\d+$/.test(value) || seconds < least || seconds > most) {
    throw validation(`${what} attribute value '${value}' for attribute key '${key}' must be between '${least}' and '${most}'`);
  }
}
