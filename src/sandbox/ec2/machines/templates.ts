import { AwsError } from "../../kernel/error";
import { invalidCombination, invalidValue, missing } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { TemplateRecord } from "../base/records";
import { change, need, type Region, type Store } from "../base/store";
import { type TagSpecification, tagList, tagsFor } from "../base/tags";
import { remembered } from "../base/tokens";
import { cleaned, revived, type TemplateData } from "./template-data";

interface Naming {
  LaunchTemplateId?: string;
  LaunchTemplateName?: string;
}

const creator = (call: Call) => (call.principal.kind === "root" ? `arn:aws:iam::${call.accountId}:root` : call.principal.arn);

/** The template of an id or a name; exactly one of them must be given. */
export function needTemplate(region: Region, by: Naming): TemplateRecord {
  if (by.LaunchTemplateId && by.LaunchTemplateName)
    throw new AwsError(
      "InvalidParameterCombination",
      "Either provide launch template ID or launch template name to identify a template, not both.",
    );
  if (by.LaunchTemplateId) return need(region.templates, "launch-template", by.LaunchTemplateId);
  if (!by.LaunchTemplateName) throw missing("LaunchTemplateId or LaunchTemplateName");
  const name = by.LaunchTemplateName;
  return needNamed(region, name, `The specified launch template, with template name ${name}, does not exist.`);
}

function needNamed(region: Region, name: string, otherwise: string): TemplateRecord {
  const template = region.templates.find((one) => one.name === name);
  if (!template) throw new AwsError("InvalidLaunchTemplateName.NotFoundException", otherwise);
  return template;
}

/** EC2's words on what DescribeLaunchTemplateVersions takes; they quote the CLI's options. */
const WHAT_TO_NAME = [
  "To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, ‘$Default’, or both,",
  "and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers.",
  "To describe the launch template data for a specific launch template, specify ‘--launch-template-id’ or ‘--launch-template-name’,",
  "and for ‘--versions’ specify one or more of the following values: ‘$Latest’, ‘$Default’, or one or more version numbers.",
].join(" ");

/** A version by its number, `$Latest` or `$Default` (also where none is named). */
export function needVersion(template: TemplateRecord, version: string | undefined): TemplateRecord["versions"][number] {
  const number =
    version === "$Latest" ? template.latestVersion : !version || version === "$Default" ? template.defaultVersion : Number(version);
  const found = template.versions.find((one) => one.number === number);
  if (!found)
    throw new AwsError(
      "InvalidLaunchTemplateId.VersionNotFound",
      `Could not find the specified version ${version} for the launch template with ID ${template.id}.`,
    );
  return found;
}

function templateView(template: TemplateRecord) {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    CreateTime: new Date(template.createdAt),
    CreatedBy: template.createdBy,
    DefaultVersionNumber: template.defaultVersion,
    LatestVersionNumber: template.latestVersion,
    Operator: { Managed: false },
    Tags: tagList(template.tags),
  };
}

function versionView(template: TemplateRecord, version: TemplateRecord["versions"][number]) {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    VersionNumber: version.number,
    VersionDescription: version.description,
    CreateTime: new Date(version.createdAt),
    CreatedBy: version.createdBy,
    DefaultVersion: version.number === template.defaultVersion,
    LaunchTemplateData: revived(version.data),
    Operator: { Managed: false },
  };
}

export function templateOperations(store: Store): Operations {
  return {
    CreateLaunchTemplate(
      input: {
        LaunchTemplateName: string;
        LaunchTemplateData: TemplateData;
        VersionDescription?: string;
        ClientToken?: string;
        TagSpecifications?: TagSpecification[];
      },
      call: Call,
    ) {
      const region = store.of(call);
      const name = input.LaunchTemplateName;
      if (!/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name))
        throw new AwsError(
          "InvalidLaunchTemplateName.MalformedException",
          "The launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following characters: -().-/_",
        );
      const tags = tagsFor("launch-template", input.TagSpecifications, call.principal);
      const [id] = remembered(region, call.operation, input, () => {
        if (region.templates.find((one) => one.name === name))
          throw new AwsError("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.");
        const made = region.newId("lt");
        const createdBy = creator(call);
        const createdAt = region.now();
        const data = cleaned(input.LaunchTemplateData);
        region.templates.set(made, {
          id: made,
          name,
          createdAt,
          createdBy,
          defaultVersion: 1,
          latestVersion: 1,
          versions: [{ number: 1, description: input.VersionDescription, createdAt, createdBy, data }],
          tags,
        });
        return [made];
      });
      return { LaunchTemplate: templateView(need(region.templates, "launch-template", id)) };
    },

    CreateLaunchTemplateVersion(
      input: Naming & { LaunchTemplateData: TemplateData; SourceVersion?: string; VersionDescription?: string; ClientToken?: string },
      call: Call,
    ) {
      const region = store.of(call);
      const [number] = remembered(region, call.operation, input, () => {
        const template = needTemplate(region, input);
        const base = input.SourceVersion ? needVersion(template, input.SourceVersion).data : {};
        const made = template.latestVersion + 1;
        const version = {
          number: made,
          description: input.VersionDescription,
          createdAt: region.now(),
          createdBy: creator(call),
          data: { ...base, ...cleaned(input.LaunchTemplateData) },
        };
        change(region.templates, template, { latestVersion: made, versions: [...template.versions, version] });
        return [String(made)];
      });
      const template = needTemplate(region, input);
      return { LaunchTemplateVersion: versionView(template, needVersion(template, number)) };
    },

    DescribeLaunchTemplates(input: Describing & { LaunchTemplateIds?: string[]; LaunchTemplateNames?: string[] }, call: Call) {
      const region = store.of(call);
      const asked = [
        ...(input.LaunchTemplateIds ?? []).map((LaunchTemplateId) => needTemplate(region, { LaunchTemplateId })),
        ...(input.LaunchTemplateNames ?? []).map((name) =>
          needNamed(region, name, "At least one of the launch templates specified in the request does not exist."),
        ),
      ];
      const named = input.LaunchTemplateIds?.length || input.LaunchTemplateNames?.length;
      const templates = filtered(
        named ? asked : region.templates.values(),
        input.Filters,
        {
          "create-time": (one) => new Date(one.createdAt).toISOString(),
          "launch-template-id": (one) => one.id,
          "launch-template-name": (one) => one.name,
        },
        (one) => one.tags,
      );
      const { page, nextToken } = paged(templates, input, { min: 1, max: 200 });
      return { LaunchTemplates: page.map(templateView), NextToken: nextToken };
    },

    DescribeLaunchTemplateVersions(
      input: Describing & Naming & { Versions?: string[]; MinVersion?: string; MaxVersion?: string },
      call: Call,
    ) {
      const region = store.of(call);
      const all = !input.LaunchTemplateId && !input.LaunchTemplateName;
      if (all && !input.Versions?.length) throw new AwsError("MissingParameter", WHAT_TO_NAME);
      if (all && input.Versions?.some((one) => !one.startsWith("$"))) throw invalidValue(WHAT_TO_NAME);
      const templates = all ? region.templates.values() : [needTemplate(region, input)];
      const versions = templates.flatMap((template) => {
        const chosen = input.Versions?.length
          ? input.Versions.map((one) => needVersion(template, one))
          : [...template.versions]
              .filter(
                (one) => one.number >= Number(input.MinVersion ?? 0) && one.number <= Number(input.MaxVersion ?? Number.MAX_SAFE_INTEGER),
              )
              .reverse();
        return [...new Set(chosen)].map((version) => ({ template, version }));
      });
      const matching = filtered(versions, input.Filters, {
        "create-time": ({ version }) => new Date(version.createdAt).toISOString(),
        "image-id": ({ version }) => String(version.data.ImageId ?? ""),
        "instance-type": ({ version }) => String(version.data.InstanceType ?? ""),
        "is-default-version": ({ template, version }) => template.defaultVersion === version.number,
      });
      const { page, nextToken } = paged(matching, input, { min: 1, max: 200 });
      return { LaunchTemplateVersions: page.map(({ template, version }) => versionView(template, version)), NextToken: nextToken };
    },

    ModifyLaunchTemplate(input: Naming & { DefaultVersion?: string }, call: Call) {
      const region = store.of(call);
      if (input.LaunchTemplateId && input.LaunchTemplateName)
        throw invalidCombination("Either provide launch template ID or launch template name to modify the template.");
      const template = needTemplate(region, input);
      const number = input.DefaultVersion;
      if (number && !number.startsWith("$") && !template.versions.some((one) => one.number === Number(number)))
        throw new AwsError(
          "InvalidLaunchTemplateId.VersionNotFound",
          `The launch template version ${number} is not found for the specified launch template.`,
        );
      const version = needVersion(template, number);
      return { LaunchTemplate: templateView(change(region.templates, template, { defaultVersion: version.number })) };
    },

    DeleteLaunchTemplate(input: Naming, call: Call) {
      const region = store.of(call);
      const template = needTemplate(region, input);
      region.templates.delete(template.id);
      return { LaunchTemplate: templateView(template) };
    },

    DeleteLaunchTemplateVersions(input: Naming & { Versions: string[] }, call: Call) {
      const region = store.of(call);
      const template = needTemplate(region, input);
      const named = { LaunchTemplateId: template.id, LaunchTemplateName: template.name };
      if (input.Versions.some((one) => !/^\d+$/.test(one))) throw invalidCombination("Only version numbers can be deleted.");
      const failed = (number: number) =>
        number === template.defaultVersion
          ? { Code: "unexpectedError", Message: `The version ${number} is the default version and cannot be deleted.` }
          : template.versions.some((one) => one.number === number)
            ? undefined
            : { Code: "launchTemplateVersionDoesNotExist", Message: `The version ${number} does not exist.` };
      const numbers = input.Versions.map(Number);
      const gone = numbers.filter((number) => !failed(number));
      change(region.templates, template, { versions: template.versions.filter((one) => !gone.includes(one.number)) });
      return {
        SuccessfullyDeletedLaunchTemplateVersions: gone.map((VersionNumber) => ({ ...named, VersionNumber })),
        UnsuccessfullyDeletedLaunchTemplateVersions: numbers.flatMap((VersionNumber) => {
          const ResponseError = failed(VersionNumber);
          return ResponseError ? [{ ...named, VersionNumber, ResponseError }] : [];
        }),
      };
    },
  };
}
