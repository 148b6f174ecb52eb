import { attached, ownProject, published } from "./project";
import { counts, Pulumi, withPulumi } from "./pulumi";

withPulumi("this repository's own program", () => {
  test("compiles the way `pulumi preview` compiles it: types checked, with the settings beside the program, the function bundled", async () => {
    const { env } = await attached();
    const stack = new Pulumi(ownProject(published()), "local-deployed", { ...env, PULUMI_NODEJS_TRANSPILE_ONLY: "false" });
    await stack.init();
    expect(Object.keys(counts((await stack.done("preview")).steps))).toEqual(["create"]);
  });
});
