// Builds Pulumi's own command line once, from Go modules whose checksums are pinned beside this file, and prints where it is.
//   node tools/pulumi-cli/build.mjs            the path on stdout (0.3 s when it is there already)
//   node tools/pulumi-cli/build.mjs --json     {"pulumi": path} or {"skipped": why}
// Ends with 0 and says `skipped` when this machine has no Go, no network or not enough time; with 1 when the build itself is wrong.
// FAULTLINE_PULUMI names a binary of the same version to use instead. The first build takes 3 to 9 minutes on two cores.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The version that go.mod pins. */
export const VERSION = "3.246.0";
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const OLDEST_GO = 26;
const BUILD_WITHIN_MS = 11 * 60_000;

const here = fileURLToPath(new URL(".", import.meta.url));
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const folder = join(cache, "faultline", `pulumi-${VERSION}`);
const binary = join(folder, process.platform === "win32" ? "pulumi.exe" : "pulumi");

/** What a failed build says when the machine is to blame and not the build. */
const NO_NETWORK =
  /dial tcp|no such host|i\/o timeout|connection refused|connection reset|TLS handshake timeout|context deadline exceeded|network is unreachable|proxyconnect|module lookup disabled|toolchain not available/i;
const NO_ROOM = /no space left on device|signal: killed|cannot allocate memory/i;

/** `{ pulumi }`, or `{ skipped }` with the reason; throws when the build is wrong. */
export async function pulumiCli() {
  const given = process.env.FAULTLINE_PULUMI;
  if (given) {
    const version = versionOf(given);
    if (version === VERSION) return { pulumi: given };
    throw new Error(`FAULTLINE_PULUMI=${given} is ${version ?? "not a pulumi that runs"}; this needs ${VERSION}`);
  }
  if (versionOf(binary) === VERSION) return { pulumi: binary };
  const go = spawnSync("go", ["env", "GOVERSION"], { cwd: here, encoding: "utf8" });
  if (go.error || go.status !== 0) return { skipped: "there is no Go on this machine (https://go.dev/dl/)" };
  const minor = Number(/^go1\.(\d+)/.exec(go.stdout.trim())?.[1] ?? 0);
  if (minor < OLDEST_GO) return { skipped: `Go is ${go.stdout.trim()}; Pulumi ${VERSION} needs go1.${OLDEST_GO} or newer` };
  return build();
}

function versionOf(file) {
  if (!existsSync(file)) return undefined;
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { status, stdout } = spawnSync(file, ["version"], { encoding: "utf8", env, timeout: 60_000 });
  return status === 0
    ? stdout
        .trim()
        .replace(/^v/, "")
        .replace(/\+dirty$/, "")
    : undefined;
}

async function build() {
  console.error(`building pulumi ${VERSION} once into ${folder} (3 to 9 minutes)…`);
  mkdirSync(folder, { recursive: true });
  // Under a name of its own until it is whole: a build that is cut off, or another one beside it, leaves nothing that looks finished.
  const part = `${binary}.${process.pid}`;
  const args = ["build", "-mod=readonly", "-trimpath", "-ldflags", `-s -w -X ${VERSION_VARIABLE}=v${VERSION}`, "-o", part, PACKAGE];
  try {
    const { code, text, late } = await run("go", args);
    if (late)
      return { skipped: `the build was not done after ${BUILD_WITHIN_MS / 60_000} minutes; what it compiled is kept for the next time` };
    if (code !== 0) {
      const why = text.trim().split("\n").at(-1) ?? "";
      if (NO_NETWORK.test(text)) return { skipped: `the modules cannot be fetched: ${why}` };
      if (NO_ROOM.test(text)) return { skipped: `this machine is too small for the build: ${why}` };
      throw new Error(`go build ended with ${code}:\n${text}`);
    }
    if (versionOf(part) !== VERSION) throw new Error(`what was built does not say that it is ${VERSION}`);
    renameSync(part, binary);
    return { pulumi: binary };
  } finally {
    rmSync(part, { force: true });
  }
}

/** With a lower priority, where there is one to have: the machine may have other work. */
function run(command, args) {
  const nice = process.platform === "win32" ? [command, ...args] : ["nice", "-n", "10", command, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(nice[0], nice.slice(1), {
      cwd: here,
      env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOTOOLCHAIN: "local", GOWORK: "off" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let text = "";
    let late = false;
    child.stderr.on("data", (chunk) => {
      text = (text + chunk).slice(-20_000);
    });
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGTERM");
    }, BUILD_WITHIN_MS);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code, text, late });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const found = await pulumiCli();
    if (process.argv.includes("--json")) console.log(JSON.stringify(found));
    else if (found.pulumi) console.log(found.pulumi);
    else console.error(`skipped: ${found.skipped}`);
  } catch (problem) {
    console.error(problem instanceof Error ? problem.message : problem);
    process.exitCode = 1;
  }
}
