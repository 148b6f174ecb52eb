import { createHash } from "node:crypto";
import { pageOf } from "../../common/paging";
import type { Call, Cloud } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { readRunbook } from "../automation/runbook";
import { invalidDocument, invalidNextToken } from "../problems";
import { type DocumentRecord, type Tables, type TagRecord, tablesFor } from "../records";
import { documentName, OWNED_DOCUMENTS } from "./catalogue";
import { type DocumentContent, ownedDocument, readContent } from "./content";

type Format = DocumentRecord["format"];

interface CreateInput {
  Name: string;
  Content: string;
  DocumentType?: string;
  DocumentFormat?: Format;
  TargetType?: string;
  DisplayName?: string;
  Tags?: TagRecord[];
}

/** When the sandbox's copies of AWS's documents are said to be made. */
const OWNED_AT = Date.UTC(2024, 0, 1);

/** A document with one version chosen, whoever owns it. */
export interface ReadDocument extends DocumentContent {
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly format: Format;
  readonly text: string;
  readonly version: number;
  readonly latest: number;
  readonly defaultVersion: number;
  readonly createdAt: number;
  readonly tags: readonly TagRecord[];
  readonly targetType?: string;
  readonly displayName?: string;
}

/** Finds a document by name or ARN; throws InvalidDocument when there is none. */
export function findDocument(tables: Tables, nameOrArn: string, accountId: string, version?: string): ReadDocument {
  const name = documentName(nameOrArn);
  const owned = ownedDocument(name);
  const versionOf = (latest: number, preset: number): number => {
    if (!version || version === "$DEFAULT") return preset;
    const number = version === "$LATEST" ? latest : Number(version);
    if (!Number.isInteger(number) || number < 1 || number > latest) {
      throw new AwsError("InvalidDocumentVersion", `The document version ${version} is not valid for document ${name}.`);
    }
    return number;
  };
  if (owned) {
    const chosen = versionOf(1, 1);
    return {
      ...owned,
      name,
      owner: "Amazon",
      type: "Command",
      format: "JSON",
      version: chosen,
      latest: 1,
      defaultVersion: 1,
      createdAt: OWNED_AT,
      tags: [],
    };
  }
  const record = tables.documents.get(name);
  if (!record) throw invalidDocument(name);
  const latest = record.versions.length;
  const chosen = versionOf(latest, record.defaultVersion);
  const { content = "", createdAt = 0 } = record.versions[chosen - 1] ?? {};
  return {
    ...readContent(content, record.format),
    name,
    owner: accountId,
    type: record.type,
    format: record.format,
    text: content,
    version: chosen,
    latest,
    defaultVersion: record.defaultVersion,
    createdAt,
    tags: record.tags,
    targetType: record.targetType,
    displayName: record.displayName,
  };
}

function describe(document: ReadDocument) {
  return {
    Hash: createHash("sha256").update(document.text).digest("hex"),
    HashType: "Sha256",
    Name: document.name,
    DisplayName: document.displayName,
    Owner: document.owner,
    CreatedDate: new Date(document.createdAt),
    Status: "Active",
    DocumentVersion: String(document.version),
    Description: document.description || undefined,
    Parameters: Object.entries(document.parameters).map(([Name, parameter]) => ({
      Name,
      Type: parameter.list ? "StringList" : "String",
      DefaultValue: parameter.default,
    })),
    PlatformTypes: ["Linux", "MacOS", "Windows"],
    DocumentType: document.type,
    SchemaVersion: document.schemaVersion,
    LatestVersion: String(document.latest),
    DefaultVersion: String(document.defaultVersion),
    DocumentFormat: document.format,
    TargetType: document.targetType,
    Tags: document.tags,
  };
}

/** Throws what AWS answers to a content that is no document of that type. */
function check(content: string, format: Format, type: string | undefined): void {
  readContent(content, format);
  if (type === "Automation") readRunbook(content, format);
}

export function documentOperations(cloud: Cloud) {
  const own = (tables: Tables, name: string): DocumentRecord => {
    const found = tables.documents.get(documentName(name));
    if (!found) throw invalidDocument(documentName(name));
    return found;
  };
  return {
    CreateDocument: (input: CreateInput, call: Call) => {
      const tables = tablesFor(cloud, call);
      if (/^(aws|amazon|amzn)/i.test(input.Name) || tables.documents.has(input.Name)) {
        const reserved = !tables.documents.has(input.Name);
        throw reserved
          ? new AwsError("ValidationException", `The document name ${input.Name} must not begin with aws, amazon or amzn.`)
          : new AwsError("DocumentAlreadyExists", `Document with same name ${input.Name} already exists`);
      }
      const format = input.DocumentFormat ?? "JSON";
      check(input.Content, format, input.DocumentType);
      const record: DocumentRecord = {
        name: input.Name,
        type: input.DocumentType ?? "Command",
        format,
        versions: [{ content: input.Content, createdAt: cloud.clock.now() }],
        defaultVersion: 1,
        targetType: input.TargetType,
        displayName: input.DisplayName,
        tags: input.Tags ?? [],
      };
      tables.documents.set(record.name, record);
      return { DocumentDescription: describe(findDocument(tables, record.name, call.accountId)) };
    },
    UpdateDocument: (input: { Name: string; Content: string; DocumentVersion?: string; DocumentFormat?: Format }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const record = own(tables, input.Name);
      const format = input.DocumentFormat ?? record.format;
      check(input.Content, format, record.type);
      if (record.versions.at(-1)?.content === input.Content) {
        throw new AwsError(
          "DuplicateDocumentContent",
          "The content of the association document matches another document. Change the content of the document and try again.",
        );
      }
      record.format = format;
      record.versions.push({ content: input.Content, createdAt: cloud.clock.now() });
      cloud.state.touch();
      return { DocumentDescription: describe(findDocument(tables, record.name, call.accountId, "$LATEST")) };
    },
    UpdateDocumentDefaultVersion: (input: { Name: string; DocumentVersion: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const record = own(tables, input.Name);
      record.defaultVersion = findDocument(tables, record.name, call.accountId, input.DocumentVersion).version;
      cloud.state.touch();
      return { Description: { Name: record.name, DefaultVersion: String(record.defaultVersion) } };
    },
    DeleteDocument: (input: { Name: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      tables.documents.delete(own(tables, input.Name).name);
      return {};
    },
    /** Documents are not shared between accounts here. */
    DescribeDocumentPermission: (input: { Name: string; PermissionType: string }, call: Call) => {
      own(tablesFor(cloud, call), input.Name);
      return { AccountIds: [], AccountSharingInfoList: [] };
    },
    DescribeDocument: (input: { Name: string; DocumentVersion?: string }, call: Call) => ({
      Document: describe(findDocument(tablesFor(cloud, call), input.Name, call.accountId, input.DocumentVersion)),
    }),
    GetDocument: (input: { Name: string; DocumentVersion?: string }, call: Call) => {
      const found = findDocument(tablesFor(cloud, call), input.Name, call.accountId, input.DocumentVersion);
      return {
        Name: found.name,
        CreatedDate: new Date(found.createdAt),
        DisplayName: found.displayName,
        DocumentVersion: String(found.version),
        Status: "Active",
        Content: found.text,
        DocumentType: found.type,
        DocumentFormat: found.format,
      };
    },
    ListDocuments: (input: { Filters?: { Key?: string; Values?: string[] }[]; MaxResults?: number; NextToken?: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const names = [...Object.keys(OWNED_DOCUMENTS), ...tables.documents.values().map((one) => one.name)];
      const all = names.map((name) => findDocument(tables, name, call.accountId));
      const found = all.filter((one) => (input.Filters ?? []).every(({ Key = "", Values = [] }) => listed(one, Key, Values)));
      const { items, next } = pageOf(found, input.MaxResults ?? 50, input.NextToken, invalidNextToken);
      return {
        DocumentIdentifiers: items.map((one) => {
          const {
            Name,
            CreatedDate,
            DisplayName,
            Owner,
            DocumentVersion,
            DocumentType,
            SchemaVersion,
            DocumentFormat,
            PlatformTypes,
            Tags,
          } = describe(one);
          return {
            Name,
            CreatedDate,
            DisplayName,
            Owner,
            DocumentVersion,
            DocumentType,
            SchemaVersion,
            DocumentFormat,
            PlatformTypes,
            Tags,
          };
        }),
        NextToken: next,
      };
    },
  };
}

function listed(document: ReadDocument, key: string, values: readonly string[]): boolean {
  if (key.startsWith("tag:")) return document.tags.some((tag) => `tag:${tag.Key}` === key && values.includes(tag.Value));
  switch (key) {
    case "Owner":
      return values.some((owner) => (owner === "Self" ? document.owner !== "Amazon" : owner === "All" || owner === document.owner));
    case "Name":
      return values.some((prefix) => document.name.startsWith(prefix));
    case "DocumentType":
      return values.includes(document.type);
    case "PlatformTypes":
      return values.some((one) => ["Linux", "MacOS", "Windows"].includes(one));
    default:
      throw new AwsError("InvalidFilterKey", `The filter key ${key} is not valid.`);
  }
}
