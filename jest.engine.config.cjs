const { projects } = require("./jest.config.cjs");

const { roots: _roots, testMatch: _match, testPathIgnorePatterns: _ignored, displayName: _name, ...common } = projects[0];

/** `npm run test:engine`: Pulumi's own command line and engine, built from Go modules where this machine has Go. */
module.exports = {
  ...common,
  roots: ["<rootDir>/test/engine"],
  testMatch: ["**/*.test.ts"],
  globalSetup: "<rootDir>/test/engine/build.cjs",
  testTimeout: 600000,
  maxWorkers: 2,
};
