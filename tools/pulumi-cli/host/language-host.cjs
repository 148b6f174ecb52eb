// A language host for Pulumi's engine: runs programs in TypeScript or JavaScript, and component packages, with the SDK that they have
// installed. Pulumi's own host is not to be had as a Go module. It does what `pulumi preview`, `up`, `refresh` and `destroy` need of a
// host; what it does not do it refuses by name (gRPC's "unimplemented"). Under the names of other languages it runs the command in
// FAULTLINE_PROGRAM, a list in JSON, as Pulumi's hosts run what they have built: told by its environment where the engine is.
// https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto
const { spawn } = require("node:child_process");
const { existsSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const grpc = require("@grpc/grpc-js");
const service = require("@pulumi/pulumi/proto/language_grpc_pb");
const messages = require("@pulumi/pulumi/proto/language_pb");
const plugin = require("@pulumi/pulumi/proto/plugin_pb");

const { Empty } = createRequire(require.resolve("@pulumi/pulumi/package.json"))("google-protobuf/google/protobuf/empty_pb.js");

/** The SDK says that it has told the user everything. */
const TOLD = 32;
const LONGEST_MESSAGE = 400 * 1024 * 1024;

let engine = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";

/** Node's file of the SDK that is installed where the program is. */
function sdk(directory, name) {
  return createRequire(join(directory, "index.js")).resolve(`@pulumi/pulumi/cmd/${name}`);
}

/** TypeScript is understood unless Pulumi.yaml says `runtime: { options: { typescript: false } }`. */
function programEnv(info, extra) {
  const isTypeScript = info?.getOptions()?.toJavaScript().typescript !== false;
  return { ...process.env, PULUMI_NODEJS_TYPESCRIPT: String(isTypeScript), ...extra };
}

const answer = (run) => (call, done) =>
  Promise.resolve()
    .then(() => run(call.request))
    .then(
      (response) => done(null, response),
      (problem) => done({ code: grpc.status.UNKNOWN, details: String(problem?.message ?? problem) }),
    );

/** A program in another language. https://github.com/pulumi/pulumi/blob/master/sdk/go/pulumi/run.go */
function foreign(request) {
  const [command, ...args] = JSON.parse(process.env.FAULTLINE_PROGRAM);
  const told = {
    MONITOR: request.getMonitorAddress(),
    ENGINE: engine,
    PROJECT: request.getProject(),
    STACK: request.getStack(),
    ORGANIZATION: request.getOrganization(),
    PARALLEL: String(request.getParallel()),
    DRY_RUN: String(request.getDryrun()),
  };
  return { command, args, told: Object.fromEntries(Object.entries(told).map(([name, value]) => [`PULUMI_${name}`, value])) };
}

async function run(request) {
  const response = new messages.RunResponse();
  const info = request.getInfo();
  const directory = info.getProgramDirectory();
  const config = Object.fromEntries(request.getConfigMap().toArray());
  const { command, args, told } = process.env.FAULTLINE_PROGRAM ? foreign(request) : ours(request, info, directory);
  const code = await ended(
    spawn(command, args, {
      cwd: directory,
      env: programEnv(info, {
        ...told,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      }),
      // stdout of this process belongs to the engine's handshake; a program's lines are logged from stderr and stdout alike.
      stdio: ["ignore", 2, 2],
    }),
  );
  if (code === TOLD) response.setBail(true);
  else if (code !== 0) response.setError(`the program ended with ${code}`);
  return response;
}

function ours(request, info, directory) {
  const args = [
    sdk(directory, "run"),
    ...["--monitor", request.getMonitorAddress(), "--engine", engine],
    ...["--project", request.getProject(), "--stack", request.getStack(), "--organization", request.getOrganization()],
    ...["--root-directory", info.getRootDirectory(), "--pwd", directory, "--parallel", String(request.getParallel())],
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
  return { command: process.execPath, args, told: {} };
}

/** A component package: the engine reads its port from its first line. */
function runPlugin(call) {
  const request = call.request;
  const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const env = Object.fromEntries(request.getEnvList().map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  const child = spawn(
    process.execPath,
    [sdk(directory, "run-plugin"), request.getInfo()?.getProgramDirectory() ?? request.getProgram(), ...request.getArgsList()],
    { cwd: request.getPwd() || directory, env: programEnv(request.getInfo(), env), stdio: ["ignore", "pipe", "pipe"] },
  );
  const tell = (set) => (bytes) => {
    const response = new messages.RunPluginResponse();
    response[set](bytes);
    call.write(response);
  };
  child.stdout.on("data", tell("setStdout"));
  child.stderr.on("data", tell("setStderr"));
  call.once("cancelled", () => child.kill("SIGTERM"));
  void ended(child).then((code) => {
    const response = new messages.RunPluginResponse();
    response.setExitcode(code);
    call.write(response);
    call.end();
  });
}

const children = new Set();

function ended(child) {
  children.add(child);
  return new Promise((resolve) => {
    const finish = (code) => {
      children.delete(child);
      resolve(code);
    };
    child.once("error", (problem) => {
      console.error(problem.message);
      finish(1);
    });
    child.once("close", (code) => finish(code ?? 1));
  });
}

const server = new grpc.Server({ "grpc.max_receive_message_length": LONGEST_MESSAGE, "grpc.max_send_message_length": -1 });
server.addService(service.LanguageRuntimeService, {
  handshake: answer((request) => {
    engine = request.getEngineAddress() || engine;
    return new messages.LanguageHandshakeResponse();
  }),
  getPluginInfo: answer(() => {
    const info = new plugin.PluginInfo();
    info.setVersion(require("@pulumi/pulumi/package.json").version);
    return info;
  }),
  // Providers attach by PULUMI_DEBUG_PROVIDERS: none is looked for.
  getRequiredPlugins: answer(() => new messages.GetRequiredPluginsResponse()),
  getRequiredPackages: answer(() => new messages.GetRequiredPackagesResponse()),
  installDependencies: (call) => {
    const directory = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
    if (existsSync(join(directory, "package.json"))) return call.end();
    call.emit("error", { code: grpc.status.FAILED_PRECONDITION, details: `there is no package.json in ${directory}` });
  },
  run: answer(run),
  runPlugin,
  cancel: answer(() => {
    for (const child of children) child.kill("SIGTERM");
    return new Empty();
  }),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (problem, port) => {
  if (problem) throw problem;
  process.stdout.write(`${port}\n`);
});

// The engine ends its plugins by a signal; one that is killed itself closes this pipe or leaves us to another parent.
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
    process.exit(0);
  });
}
const parent = process.ppid;
setInterval(() => {
  if (process.ppid === parent) return;
  for (const child of children) child.kill("SIGKILL");
  process.exit(1);
}, 2_000).unref();
