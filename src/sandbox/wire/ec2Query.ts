import { AwsError } from "../kernel/error";
import type { Member } from "../model/types";
import { formOf } from "./awsQuery";
import { type FormNames, formTree, readStructure, untaken } from "./form";
import { knownError, type Protocol } from "./message";
import { element, escapeXml, structureXml } from "./xml";

/** What EC2 calls a member in a request: its query name, or its name in replies with a capital. */
export function ec2Name(member: Pick<Member, "name" | "queryName" | "locationName">): string {
  if (member.queryName !== undefined) return member.queryName;
  const name = member.locationName ?? member.name;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const names: FormNames = {
  member: ec2Name,
  entries: (_member, at) => [at],
  key: () => "Key",
  value: () => "Value",
};

/** Parameters of every EC2 request that are not members of its input. */
const COMMON = new Set([
  "Action",
  "Version",
  "AWSAccessKeyId",
  "Signature",
  "SignatureMethod",
  "SignatureVersion",
  "Timestamp",
  "SecurityToken",
]);

/** https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
export const ec2Query: Protocol = {
  parse: ({ request, operation }) => {
    const tree = formTree(formOf(request));
    for (const [name, child] of tree.children ?? []) if (COMMON.has(name) || /^X-Amz-/i.test(name)) child.taken = true;
    let input: Record<string, unknown>;
    try {
      input = readStructure(operation.input, tree, names, "");
    } catch (problem) {
      if (problem instanceof AwsError) throw new AwsError("InvalidParameterValue", problem.message);
      throw problem;
    }
    const unknown = untaken(tree);
    if (unknown !== undefined) throw new AwsError("UnknownParameter", `The parameter ${unknown} is not recognized`);
    return input;
  },
  reply: (output, { operation, model, requestId }) => {
    const name = `${operation.name}Response`;
    return {
      status: 200,
      headers: { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${model.metadata.xmlNamespace ?? ""}/"><requestId>${requestId}</requestId>${structureXml(operation.output, output)}</${name}>`,
    };
  },
  error: (error, _request, requestId, model) => {
    const known = knownError(error, model);
    return {
      status: known.status,
      headers: { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>${element("Code", escapeXml(known.queryCode))}${element("Message", escapeXml(error.message))}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
    };
  },
};
