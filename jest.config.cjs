/** ES modules among our dependencies that jest must translate: it cannot `require` them as Node can. */
const esm = ["d3-.*", "internmap"];

// What AWS's SDK advises about Node says nothing about a test.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** Tests that live on the wall clock: real processes, real traffic, scaled time. They run alone, so that a busy machine does not judge for them. */
const realTime = [
  "<rootDir>/test/(journeys|sandbox/plane)/",
  "<rootDir>/test/sandbox/lambda/(durable|async|life)\\.test\\.ts",
  "<rootDir>/test/lambda/sandbox-.*\\.test\\.ts",
  "<rootDir>/test/cli/remote-run\\.test\\.ts",
  "<rootDir>/test/adapters/run-in-sandbox\\.test\\.ts",
];

const common = {
  testEnvironment: "node",
  transform: {
    "^.+\\.[cm]?[jt]s$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join("|")})/)`],
  moduleNameMapper: {
    // Dynamic imports name the built file.
    "^(\\.{1,2}/.*)\\.js$": "$1",
    "^faultline$": "<rootDir>/src/index.ts",
    "^faultline/templates$": "<rootDir>/templates/index.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/dist"],
  setupFiles: ["<rootDir>/test/setup.ts"],
};

module.exports = {
  projects: [
    {
      ...common,
      displayName: "side by side",
      roots: ["<rootDir>/test", "<rootDir>/templates"],
      testMatch: ["**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/engine/", ...realTime],
    },
    {
      ...common,
      displayName: "one by one",
      roots: ["<rootDir>/test"],
      testRegex: realTime.map((path) => `${path.replace("<rootDir>", "")}${path.endsWith("/") ? ".*\\.test\\.ts$" : "$"}`),
    },
  ],
  testTimeout: 30000,
  maxWorkers: 2,
};
