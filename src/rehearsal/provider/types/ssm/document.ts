import type { CreateDocumentCommandInput } from "@aws-sdk/client-ssm";
import type { ssm } from "@pulumi/aws";
import { compact, must, tagList } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { readSsmTags, retagSsm } from "./common";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html */
export const document = resource<ssm.DocumentArgs, ssm.DocumentState>({
  type: "aws:ssm/document:Document",
  inputs: inputsOf<ssm.DocumentArgs>()({
    required: ["content", "documentType"],
    replaces: ["documentType", "name"],
    updates: ["content", "documentFormat", "tags", "targetType", "versionName"],
    inert: ["attachmentsSources", "permissions"],
  }),
  naming: { property: "name", max: 128 },
  defaults: { documentFormat: "JSON" },
  async create(inputs, context) {
    await context.clients.ssm.createDocument(
      compact<CreateDocumentCommandInput>({
        Name: inputs.name,
        Content: inputs.content,
        DocumentType: inputs.documentType as CreateDocumentCommandInput["DocumentType"],
        DocumentFormat: inputs.documentFormat as CreateDocumentCommandInput["DocumentFormat"],
        TargetType: inputs.targetType,
        VersionName: inputs.versionName,
        Tags: tagList(context.tagsOf(inputs)),
      }),
    );
    return inputs.name ?? "";
  },
  async read(name, context) {
    const found = must((await context.clients.ssm.describeDocument({ Name: name })).Document, "Document");
    return compact({
      arn: `arn:${context.partition}:ssm:${context.region}:${found.Owner ?? (await context.accountId())}:document/${name}`,
      createdDate: found.CreatedDate?.toISOString(),
      defaultVersion: found.DefaultVersion,
      description: found.Description ?? "",
      documentVersion: found.DocumentVersion,
      hash: found.Hash,
      hashType: found.HashType,
      latestVersion: found.LatestVersion,
      owner: found.Owner,
      platformTypes: found.PlatformTypes,
      schemaVersion: found.SchemaVersion,
      status: found.Status,
      tags: await readSsmTags("Document", name, context),
    });
  },
  async update(name, change, context) {
    const { ssm } = context.clients;
    const { news } = change;
    if (change.changed("content", "documentFormat", "targetType", "versionName")) {
      const { DocumentDescription } = await ssm.updateDocument(
        compact({
          Name: name,
          Content: news.content,
          DocumentFormat: news.documentFormat as CreateDocumentCommandInput["DocumentFormat"],
          TargetType: news.targetType,
          VersionName: news.versionName,
          DocumentVersion: "$LATEST",
        }),
      );
      await ssm.updateDocumentDefaultVersion({ Name: name, DocumentVersion: DocumentDescription?.DocumentVersion });
    }
    if (change.changed("tags")) await retagSsm("Document", name, change, context);
  },
  async delete(name, context) {
    await context.clients.ssm.deleteDocument({ Name: name });
  },
});
