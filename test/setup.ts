import fc from "fast-check";

// Property tests try other cases each time on a developer's machine, and the same ones in CI, so that what fails there fails again here.
if (process.env.CI) fc.configureGlobal({ seed: 20260105 });
