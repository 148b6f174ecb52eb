import type { IncomingMessage } from "node:http";

const LOCAL = /^(127\.0\.0\.1|localhost|\[::1\]|([a-z0-9-]+\.)+localhost|([a-z0-9_-]+\.)+amazonaws\.com)(:\d+)?$/i;

/**
 * Why a request is refused before it is read, or undefined. A page in a browser must not reach the sandbox: neither by a form or a
 * script of another site, nor by a host name that was pointed at this machine.
 */
export function refusalReason(request: IncomingMessage): string | undefined {
  const { host, origin } = request.headers;
  if (host !== undefined && !LOCAL.test(host)) return `the host ${host} is not this machine's`;
  if (origin !== undefined) return "requests of web pages are not taken";
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "none") return "requests of other sites are not taken";
  return undefined;
}
