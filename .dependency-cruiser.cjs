/** The floors of the house. A room may import from its own files and from rooms on lower floors. */
const floors = {
  words: 0,
  faults: 1,
  experiment: 2,
  journal: 3,
  schedule: 3,
  exchange: 3,
  analysis: 4,
  run: 5,
  provision: 5,
  report: 5,
  adapters: 6,
  sandbox: 6,
  rehearsal: 6,
  dashboard: 6,
  cli: 7,
  lambda: 7,
};
const pure = ["words", "faults", "experiment", "journal", "schedule", "exchange", "analysis", "run", "report"];
const rooms = Object.keys(floors);
const src = (names) => `^src/(${names.join("|")})/`;

/** `sandbox` sees only `words`: a mirror that shared our catalogue would share our mistakes about AWS. */
const mayImport = (room) => (room === "sandbox" ? ["words"] : rooms.filter((other) => floors[other] < floors[room]));

const roomRules = rooms.map((room) => ({
  name: `room-${room}`,
  comment: `${room} imports only from itself and lower floors`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: "^(src|templates|stacks|test)/", pathNot: src([room, ...mayImport(room)]) },
}));

const onlyIn = (name, packages, places) => ({
  name,
  severity: "error",
  from: { path: "^(src|templates|stacks)/", pathNot: places },
  to: { path: packages },
});

module.exports = {
  forbidden: [
    ...roomRules,
    { name: "no-circles", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    { name: "nothing-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-packages",
      severity: "error",
      from: { path: "^(src|templates)/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], pathNot: "node_modules/@types/" },
    },
    onlyIn("pulumi-in-its-rooms", "node_modules/@pulumi/", "^(src/(provision|rehearsal)|templates|stacks)/"),
    onlyIn(
      "aws-clients-in-adapters-and-doors",
      "node_modules/@aws-sdk/client-",
      "^(src/(adapters|rehearsal|cli|lambda)|stacks/queue/worker[.])",
    ),
    onlyIn(
      "network-and-processes",
      "^(node:)?(http|https|http2|net|tls|dgram|child_process)$",
      "^(src/(sandbox|rehearsal|dashboard|cli)|stacks/workload)/",
    ),
    onlyIn(
      "files",
      "^(node:)?(fs|fs/promises|sqlite)$|node_modules/libsql/",
      "^src/(adapters/store|sandbox|rehearsal|cli|lambda|provision/orchestrator/code)[/.]",
    ),
    {
      name: "pure-rooms",
      comment: "the heart takes nothing from outside but hashing and mathematics",
      severity: "error",
      from: { path: src(pure) },
      to: {
        pathNot: `^src/|node_modules/(simple-statistics|croner|smol-toml|yaml|d3-array|d3-scale|d3-shape)/|^(node:)?crypto$|node_modules/@types/`,
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "default", "types"] },
  },
};
