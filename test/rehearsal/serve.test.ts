import type {
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  InvokeResponse,
  ProviderHandshakeResponse,
  ReadResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { awsProvider, serveProvider } from "../../src/rehearsal";
import { loadProtocol, propertiesOf } from "../../src/rehearsal/protocol";
import { sandbox } from "../sandbox/support";

/** Calls a served provider as Pulumi's engine does. */
async function attach(port: number) {
  const { grpc, provider: messages, providerService, struct } = loadProtocol();
  const client = new providerService.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const call = <Response>(run: (done: (error: Error | null, response: Response) => void) => unknown) =>
    new Promise<Response>((resolve, reject) => {
      run((error, response) => (error ? reject(error) : resolve(response)));
    });
  return { client, call, messages, struct };
}

const VPC = "urn:pulumi:test::test::aws:ec2/vpc:Vpc::main";

test("Pulumi's engine can attach: handshake, configuration, and the life of a resource", async () => {
  const { url } = await sandbox({ speed: 600 });
  const served = await serveProvider(awsProvider({ endpoint: url }));
  const { client, call, messages, struct } = await attach(served.port);
  try {
    const handshake = await call<ProviderHandshakeResponse>((done) => client.handshake(new messages.ProviderHandshakeRequest(), done));
    expect(handshake.getAcceptSecrets()).toBe(false);
    const configure = new messages.ConfigureRequest();
    configure.setArgs(struct({ region: "eu-west-3" }));
    expect((await call<ConfigureResponse>((done) => client.configure(configure, done))).getSupportspreview()).toBe(true);

    const check = new messages.CheckRequest();
    check.setUrn(VPC);
    check.setNews(struct({ cidrBlok: "10.0.0.0/16" }));
    expect(
      (await call<CheckResponse>((done) => client.check(check, done))).getFailuresList().map((failure) => failure.getProperty()),
    ).toEqual(["cidrBlok"]);
    check.setNews(struct({ cidrBlock: "10.0.0.0/16" }));
    const inputs = propertiesOf((await call<CheckResponse>((done) => client.check(check, done))).getInputs());

    const create = new messages.CreateRequest();
    create.setUrn(VPC);
    create.setProperties(struct(inputs));
    const made = await call<CreateResponse>((done) => client.create(create, done));
    const outputs = propertiesOf(made.getProperties());
    expect(outputs).toMatchObject({ cidrBlock: "10.0.0.0/16", region: "eu-west-3", arn: expect.stringContaining(":eu-west-3:") });

    const diff = new messages.DiffRequest();
    diff.setUrn(VPC);
    diff.setId(made.getId());
    diff.setOlds(struct(outputs));
    diff.setOldInputs(struct(inputs));
    diff.setNews(struct({ ...inputs, cidrBlock: "10.1.0.0/16" }));
    const difference = await call<DiffResponse>((done) => client.diff(diff, done));
    expect(difference.getReplacesList()).toEqual(["cidrBlock"]);

    const remove = new messages.DeleteRequest();
    remove.setUrn(VPC);
    remove.setId(made.getId());
    remove.setProperties(struct(outputs));
    await call<object>((done) => client.delete(remove, done));
    const read = new messages.ReadRequest();
    read.setUrn(VPC);
    read.setId(made.getId());
    expect((await call<ReadResponse>((done) => client.read(read, done))).getId()).toBe("");
  } finally {
    client.close();
    await served.stop();
  }
});

test("functions are answered, unknown ones refused by name", async () => {
  const { url } = await sandbox({ speed: 600 });
  const served = await serveProvider(awsProvider({ endpoint: url }));
  const { client, call, messages, struct } = await attach(served.port);
  try {
    const invoke = new messages.InvokeRequest();
    invoke.setTok("aws:index/getCallerIdentity:getCallerIdentity");
    invoke.setArgs(struct({}));
    expect(propertiesOf((await call<InvokeResponse>((done) => client.invoke(invoke, done))).getReturn())).toMatchObject({
      accountId: "123456789012",
    });
    invoke.setTok("aws:s3/getBucket:getBucket");
    await expect(call<InvokeResponse>((done) => client.invoke(invoke, done))).rejects.toThrow("aws:s3/getBucket:getBucket");
  } finally {
    client.close();
    await served.stop();
  }
});
