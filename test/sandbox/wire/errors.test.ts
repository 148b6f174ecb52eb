import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { sandbox } from "../support";
import { ask, askCbor, askJson, askQuery, signed } from "./http";

let box: Sandbox;
beforeAll(async () => {
  box = await sandbox();
});

const code = (text: string) => /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
const message = (text: string) => /<Message>([^<]*)<\/Message>/.exec(text)?.[1];

test("EC2 answers in its own XML, with a request id", async () => {
  const { status, text } = await askQuery(box.url, "ec2", {
    Action: "CreateVpc",
    Version: "2016-11-15",
    CidrBlock: "10.0.0.0/16",
    Nonsense: "1",
  });
  expect(status).toBe(400);
  expect(text).toMatch(/<Response><Errors><Error><Code>UnknownParameter<\/Code>.*<RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/s);
  expect(message(text)).toBe("The parameter Nonsense is not recognized");
});

test.each([
  ["a parameter that is missing", { VpcId: "vpc-1" }, "MissingParameter", "The request must contain the parameter Attribute"],
  [
    "a value outside its enumeration",
    { VpcId: "vpc-1", Attribute: "colour" },
    "InvalidParameterValue",
    "Value (colour) for parameter Attribute is invalid. Member must satisfy enum value set: [enableDnsSupport, enableDnsHostnames, enableNetworkAddressUsageMetrics].",
  ],
])("EC2 refuses %s in EC2's words", async (_what, parameters, wantedCode, wantedMessage) => {
  const { status, text } = await askQuery(box.url, "ec2", { Action: "DescribeVpcAttribute", Version: "2016-11-15", ...parameters });
  expect({ status, code: code(text), message: message(text) }).toEqual({ status: 400, code: wantedCode, message: wantedMessage });
});

test("a number that is none is EC2's InvalidParameterValue", async () => {
  const { text } = await askQuery(box.url, "ec2", { Action: "DescribeVpcs", Version: "2016-11-15", MaxResults: "many" });
  expect(code(text)).toBe("InvalidParameterValue");
});

test("query services answer with an ErrorResponse and ValidationError", async () => {
  const { status, text, headers } = await askQuery(box.url, "iam", { Action: "GetRole", Version: "2010-05-08" });
  expect(status).toBe(400);
  expect(headers.get("content-type")).toBe("text/xml");
  expect(text).toContain('<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>');
  expect(code(text)).toBe("ValidationError");
  expect(message(text)).toBe("1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null");
});

test("a code comes without the model's Exception for query clients, with the model's status", async () => {
  const { status, text } = await askQuery(box.url, "iam", { Action: "GetRole", Version: "2010-05-08", RoleName: "nobody" });
  expect({ status, code: code(text) }).toEqual({ status: 404, code: "NoSuchEntity" });
});

test("all violations are told together", async () => {
  const { text } = await askQuery(box.url, "iam", {
    Action: "CreateRole",
    Version: "2010-05-08",
    RoleName: "no spaces",
    MaxSessionDuration: "5",
  });
  expect(message(text)).toMatch(
    /^3 validation errors detected: .*'assumeRolePolicyDocument'.*'5' at 'maxSessionDuration'.*greater than or equal to 3600.*'no spaces' at 'roleName'.*regular expression/s,
  );
});

test("JSON services say __type and message; CloudWatch Logs calls it InvalidParameterException", async () => {
  const { status, text } = await askJson(box.url, "logs", "Logs_20140328.CreateLogGroup", { logGroupName: "" });
  expect(status).toBe(400);
  expect(JSON.parse(text)).toEqual({
    __type: "InvalidParameterException",
    message:
      "1 validation error detected: Value '' at 'logGroupName' failed to satisfy constraint: Member must have length greater than or equal to 1",
  });
});

test("a JSON type that the model does not have is a SerializationException", async () => {
  const { status, text } = await askJson(box.url, "logs", "Logs_20140328.CreateLogGroup", { logGroupName: 5 });
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ __type: "SerializationException", message: expect.stringContaining("logGroupName") });
});

test("REST services say the type in a header", async () => {
  const { status, text, headers } = await ask(box.url, "/experimentTemplates", {
    method: "POST",
    headers: { authorization: signed("fis"), "content-type": "application/json" },
    body: JSON.stringify({ description: "d", stopConditions: [], actions: {}, roleArn: "" }),
  });
  expect(status).toBe(400);
  expect(headers.get("x-amzn-errortype")).toBe("ValidationException");
  expect(JSON.parse(text)).toEqual({
    message:
      "1 validation error detected: Value '' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  });
});

test("CBOR errors have a type, a message and the header of the protocol", async () => {
  const { status, value, headers } = await askCbor(box.url, "PutMetricAlarm", {}, { "x-amzn-query-mode": "true" });
  expect(status).toBe(400);
  expect(headers.get("smithy-protocol")).toBe("rpc-v2-cbor");
  expect(headers.get("x-amzn-query-error")).toBe("MissingParameter;Sender");
  expect(String(value.__type)).toMatch(/#MissingRequiredParameterException$/);
  expect(value.message ?? value.Message).toBe("The parameter AlarmName is required.");
});

test("what AWS has and the sandbox has not is refused by name", async () => {
  const { status, text } = await askQuery(box.url, "ec2", { Action: "CreateFleet", Version: "2016-11-15" });
  expect({ status, code: code(text), message: message(text) }).toEqual({
    status: 501,
    code: "NotImplemented",
    message: "The Faultline sandbox does not have ec2:CreateFleet.",
  });
});

test("what AWS has not either is answered as AWS does", async () => {
  const query = await askQuery(box.url, "iam", { Action: "MakeCoffee", Version: "2010-05-08" });
  expect({ status: query.status, code: code(query.text) }).toEqual({ status: 400, code: "InvalidAction" });
  const json = await askJson(box.url, "logs", "Logs_20140328.MakeCoffee", {});
  expect(JSON.parse(json.text)).toMatchObject({ __type: "UnknownOperationException" });
});

test.each([
  ["route53", "GET", "/2013-04-01/hostedzone", {}],
  ["kinesis", "POST", "/", { "x-amz-target": "Kinesis_20131202.ListStreams", "content-type": "application/x-amz-json-1.1" }],
  ["elasticache", "POST", "/", { "content-type": "application/x-www-form-urlencoded" }],
])("the service %s, which the sandbox lacks, is named in the refusal", async (service, method, path, headers) => {
  const body = service === "elasticache" ? "Action=DescribeCacheClusters&Version=2015-02-02" : undefined;
  const { status, text } = await ask(box.url, path, { method, headers: { ...headers, authorization: signed(service) }, body });
  expect(status).toBe(404);
  expect(text.toLowerCase()).toContain(service);
});

test("a handler that fails is an InternalFailure of the sandbox, told in its log, and the next call works", async () => {
  const broken = await sandbox({
    services: [
      () => ({
        id: "sts",
        operations: {
          GetCallerIdentity: () => {
            throw new TypeError("a slip");
          },
        },
      }),
    ],
  });
  const call = () => askQuery(broken.url, "sts", { Action: "GetCallerIdentity", Version: "2011-06-15" });
  const { status, text } = await call();
  expect({ status, code: code(text) }).toEqual({ status: 500, code: "InternalFailure" });
  expect(broken.log.join()).toContain("TypeError: a slip");
  expect((await call()).status).toBe(500);
});

test.each([
  ["a member that the model lacks", { Account: "1", Colour: "red" }, "Colour is not a member of"],
  ["a value of the wrong type", { Account: 1 }, "Account is number"],
])("strictly, %s is a fault of the service's", async (_what, output, problem) => {
  const services = [() => ({ id: "sts" as const, operations: { GetCallerIdentity: () => output } })];
  const form = { Action: "GetCallerIdentity", Version: "2011-06-15" };
  const strict = await sandbox({ services });
  expect((await askQuery(strict.url, "sts", form)).status).toBe(500);
  expect(strict.log.join()).toContain(problem);
  const lenient = await sandbox({ services, strict: false });
  expect((await askQuery(lenient.url, "sts", form)).status).toBe(200);
});
