import {
  AddTagsToResourceCommand,
  CreateDocumentCommand,
  DeleteDocumentCommand,
  DeleteParameterCommand,
  DescribeDocumentCommand,
  DescribeParametersCommand,
  GetDocumentCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListDocumentsCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  UpdateDocumentCommand,
} from "@aws-sdk/client-ssm";
import { refusal, type World, world } from "../elbv2/world";

let at: World;
beforeAll(async () => {
  at = await world();
});

describe("Parameter Store", () => {
  const put = (Name: string, Value: string, more: object = {}) =>
    at.ssm.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
  const get = async (Name: string, WithDecryption = false) =>
    (await at.ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

  test("keeps values by version and refuses to overwrite by accident", async () => {
    expect(await put("/app/p", "one")).toMatchObject({ Version: 1, Tier: "Standard" });
    expect(await refusal(put("/app/p", "two"))).toEqual({
      name: "ParameterAlreadyExists",
      message: "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    });
    await put("/app/p", "two", { Overwrite: true });
    expect(await get("/app/p")).toMatchObject({
      Value: "two",
      Version: 2,
      Type: "String",
      DataType: "text",
      ARN: "arn:aws:ssm:us-east-1:123456789012:parameter/app/p",
    });
    expect(await get("/app/p:1")).toMatchObject({ Value: "one", Version: 1, Selector: ":1" });
    expect((await refusal(get("/app/p:9"))).name).toBe("ParameterVersionNotFound");
    expect((await refusal(get("/app/none"))).name).toBe("ParameterNotFound");
    await at.ssm.send(new DeleteParameterCommand({ Name: "/app/p" }));
    expect((await refusal(at.ssm.send(new DeleteParameterCommand({ Name: "/app/p" })))).name).toBe("ParameterNotFound");
  });

  test("outside of folders a slash in front of a name makes no difference", async () => {
    for (const [made, asked] of [
      ["/slashed", "slashed"],
      ["plain", "/plain"],
    ] as const) {
      await put(made, "value");
      expect(await get(asked)).toMatchObject({ Name: made, Value: "value" });
      expect((await refusal(put(asked, "other"))).name).toBe("ParameterAlreadyExists");
      await at.ssm.send(new DeleteParameterCommand({ Name: asked }));
      expect((await refusal(get(made))).name).toBe("ParameterNotFound");
    }
    await put("/folder/name", "value");
    expect((await refusal(get("folder/name"))).name).toBe("ParameterNotFound");
  });

  test("gives secure strings only to those who ask for decryption", async () => {
    await put("/secure", "hidden", { Type: "SecureString" });
    expect((await get("/secure", true))?.Value).toBe("hidden");
    expect((await get("/secure"))?.Value).not.toContain("hidden");
  });

  test("is read by path, by many names and by filters", async () => {
    for (const name of ["/tree/a", "/tree/b", "/tree/deep/c"]) await put(name, name);
    const byPath = async (Recursive: boolean) =>
      (await at.ssm.send(new GetParametersByPathCommand({ Path: "/tree", Recursive }))).Parameters?.map((one) => one.Name);
    expect(await byPath(false)).toEqual(["/tree/a", "/tree/b"]);
    expect(await byPath(true)).toEqual(["/tree/a", "/tree/b", "/tree/deep/c"]);
    const many = await at.ssm.send(new GetParametersCommand({ Names: ["/tree/a", "/tree/none"] }));
    expect([many.Parameters?.map((one) => one.Value), many.InvalidParameters]).toEqual([["/tree/a"], ["/tree/none"]]);
    const { Parameters } = await at.ssm.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Option: "BeginsWith", Values: ["/tree/deep"] }] }),
    );
    expect(Parameters?.map((one) => one.Name)).toEqual(["/tree/deep/c"]);
    await at.ssm.send(new AddTagsToResourceCommand({ ResourceType: "Parameter", ResourceId: "/tree/a", Tags: [{ Key: "k", Value: "v" }] }));
    const { TagList } = await at.ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: "/tree/a" }));
    expect(TagList).toEqual([{ Key: "k", Value: "v" }]);
  });

  test("names the image of Amazon Linux, and nobody writes there", async () => {
    const name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    expect(await get(name)).toMatchObject({ Value: expect.stringMatching(/^ami-[0-9a-f]{17}$/), DataType: "aws:ec2:image" });
    expect((await refusal(put(name, "ami-1"))).name).toBe("AccessDeniedException");
  });
});

describe("documents", () => {
  const content = JSON.stringify({
    schemaVersion: "2.2",
    description: "mine",
    parameters: { Name: { type: "String", default: "x" } },
    mainSteps: [],
  });

  test("of AWS FIS are listed, all thirteen, with their parameters", async () => {
    const { DocumentIdentifiers = [] } = await at.ssm.send(
      new ListDocumentsCommand({
        Filters: [
          { Key: "Name", Values: ["AWSFIS-"] },
          { Key: "Owner", Values: ["Amazon"] },
        ],
      }),
    );
    expect(DocumentIdentifiers).toHaveLength(13);
    const { Document } = await at.ssm.send(
      new DescribeDocumentCommand({ Name: "arn:aws:ssm:us-east-1::document/AWSFIS-Run-Network-Latency-Sources" }),
    );
    expect(Document).toMatchObject({
      Name: "AWSFIS-Run-Network-Latency-Sources",
      Owner: "Amazon",
      DocumentType: "Command",
      Status: "Active",
    });
    const parameters = Object.fromEntries(Document?.Parameters?.map((one) => [one.Name, one.DefaultValue]) ?? []);
    expect(parameters).toEqual({
      Interface: "DEFAULT",
      DelayMilliseconds: "200",
      JitterMilliseconds: "10",
      FlowsPercent: "100",
      Sources: undefined,
      TrafficType: "ingress",
      DurationSeconds: undefined,
      InstallDependencies: "True",
    });
    const { Content } = await at.ssm.send(new GetDocumentCommand({ Name: "AWSFIS-Run-CPU-Stress" }));
    expect(JSON.parse(Content ?? "").parameters.CPU).toMatchObject({ type: "String", default: "0" });
  });

  test("of the user are records with versions", async () => {
    const { DocumentDescription } = await at.ssm.send(
      new CreateDocumentCommand({ Name: "mine", Content: content, DocumentType: "Command" }),
    );
    expect(DocumentDescription).toMatchObject({ Name: "mine", Owner: "123456789012", DocumentVersion: "1", Description: "mine" });
    expect(await refusal(at.ssm.send(new CreateDocumentCommand({ Name: "mine", Content: content })))).toEqual({
      name: "DocumentAlreadyExists",
      message: "Document with same name mine already exists",
    });
    expect((await refusal(at.ssm.send(new CreateDocumentCommand({ Name: "bad", Content: "{" })))).name).toBe("InvalidDocumentContent");
    await at.ssm.send(new UpdateDocumentCommand({ Name: "mine", Content: content.replace('"x"', '"y"'), DocumentVersion: "$LATEST" }));
    const latest = await at.ssm.send(new DescribeDocumentCommand({ Name: "mine", DocumentVersion: "$LATEST" }));
    expect(latest.Document).toMatchObject({ DocumentVersion: "2", LatestVersion: "2", DefaultVersion: "1" });
    await at.ssm.send(new DeleteDocumentCommand({ Name: "mine" }));
    expect(await refusal(at.ssm.send(new GetDocumentCommand({ Name: "mine" })))).toEqual({
      name: "InvalidDocument",
      message: "Document with name mine does not exist.",
    });
  });
});
