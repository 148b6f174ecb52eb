import type { Member } from "../model/types";
import { type FormNames, type FormNode, formTree, readStructure } from "./form";
import { knownError, type Protocol, type WireRequest } from "./message";
import { element, escapeXml, structureXml } from "./xml";

const flattened = (member: Member) =>
  member.flattened || ((member.shape.type === "list" || member.shape.type === "map") && member.shape.flattened);

const names: FormNames = {
  member: (member) => member.locationName ?? member.name,
  entries: (member, at, parent) => {
    const { shape } = member;
    const found: FormNode[] = [];
    const below = (name: string) => {
      const holder = at.children?.get(name);
      if (holder) {
        at.taken = true;
        found.push(holder);
      }
    };
    if (shape.type === "map") {
      if (flattened(member)) found.push(at);
      else below("entry");
    } else if (shape.type === "list") {
      const each = shape.member.locationName;
      if (flattened(member)) found.push((each === undefined ? undefined : parent.children?.get(each)) ?? at);
      else {
        // Services take `.member.N` also where their model names the elements otherwise.
        if (each !== undefined && each !== "member") below(each);
        below("member");
      }
    }
    return found;
  },
  key: (member) => member.locationName ?? "key",
  value: (member) => member.locationName ?? "value",
};

/** Form of a query request: the body, or the query string of a GET. */
export function formOf(request: WireRequest): string {
  return request.body.length > 0 ? request.body.toString("utf8") : request.query;
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const awsQuery: Protocol = {
  parse: ({ request, operation }) => readStructure(operation.input, formTree(formOf(request)), names, ""),
  reply: (output, { operation, model, requestId }) => {
    const content = structureXml(operation.output, output);
    const result = operation.resultWrapper === undefined ? "" : element(operation.resultWrapper, content);
    const id = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    const name = `${operation.name}Response`;
    return {
      status: 200,
      headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
      body: `<${name} xmlns="${model.metadata.xmlNamespace ?? ""}">${result}${id}</${name}>`,
    };
  },
  error: (error, _request, requestId, model) => {
    const known = knownError(error, model);
    const shape = model?.errors.get(error.code);
    const extra = shape ? structureXml(shape, error.fields) : "";
    return {
      status: known.status,
      headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
      body: `${XML}<ErrorResponse xmlns="${model?.metadata.xmlNamespace ?? ""}"><Error><Type>${known.senderFault ? "Sender" : "Receiver"}</Type>${element("Code", escapeXml(known.queryCode))}${element("Message", escapeXml(error.message))}${extra}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    };
  },
};
