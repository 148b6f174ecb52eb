import type { DBInstance } from "@aws-sdk/client-rds";
import type { rds } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, only } from "../../convert";
import { orAbsent } from "../../errors";
import { inputsOf, resource } from "../../resource-type";
import { rdsTags, readRdsTags, retagRds } from "./common";

/** An instance of an Aurora cluster. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
export const clusterInstance = resource<rds.ClusterInstanceArgs, rds.ClusterInstanceState>({
  type: "aws:rds/clusterInstance:ClusterInstance",
  inputs: inputsOf<rds.ClusterInstanceArgs>()({
    required: ["clusterIdentifier", "engine", "instanceClass"],
    replaces: ["availabilityZone", "clusterIdentifier", "dbSubnetGroupName", "engine", "engineVersion", "identifier", "identifierPrefix"],
    updates: ["instanceClass", "promotionTier", "publiclyAccessible", "tags"],
    inert: [
      "applyImmediately",
      "autoMinorVersionUpgrade",
      "caCertIdentifier",
      "copyTagsToSnapshot",
      "customIamInstanceProfile",
      "dbParameterGroupName",
      "forceDestroy",
      "monitoringInterval",
      "monitoringRoleArn",
      "performanceInsightsEnabled",
      "performanceInsightsKmsKeyId",
      "performanceInsightsRetentionPeriod",
      "preferredBackupWindow",
      "preferredMaintenanceWindow",
      "warningEventCategories",
    ],
  }),
  naming: { property: "identifier", prefix: "identifierPrefix", max: 63, lowerCase: true },
  async create(inputs, context) {
    const id = inputs.identifier ?? "";
    await context.clients.rds.createDBInstance(
      compact({
        DBInstanceIdentifier: id,
        DBClusterIdentifier: inputs.clusterIdentifier,
        DBInstanceClass: inputs.instanceClass,
        Engine: inputs.engine,
        EngineVersion: inputs.engineVersion,
        AvailabilityZone: inputs.availabilityZone,
        DBSubnetGroupName: inputs.dbSubnetGroupName,
        PromotionTier: inputs.promotionTier,
        PubliclyAccessible: inputs.publiclyAccessible,
        Tags: rdsTags(inputs, context),
      }),
    );
    await waitInstance(id, context);
    return id;
  },
  async read(id, context) {
    const found = await findInstance(id, context);
    const { DBClusters } = await context.clients.rds.describeDBClusters({ DBClusterIdentifier: found.DBClusterIdentifier });
    const member = DBClusters?.[0]?.DBClusterMembers?.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id);
    return compact({
      arn: found.DBInstanceArn,
      availabilityZone: found.AvailabilityZone,
      clusterIdentifier: found.DBClusterIdentifier,
      dbSubnetGroupName: found.DBSubnetGroup?.DBSubnetGroupName,
      dbiResourceId: found.DbiResourceId,
      endpoint: found.Endpoint?.Address,
      engine: found.Engine as rds.EngineType | undefined,
      engineVersion: found.EngineVersion,
      engineVersionActual: found.EngineVersion,
      identifier: found.DBInstanceIdentifier,
      instanceClass: found.DBInstanceClass,
      port: found.Endpoint?.Port,
      promotionTier: found.PromotionTier,
      storageEncrypted: found.StorageEncrypted,
      writer: member?.IsClusterWriter ?? false,
      tags: await readRdsTags(found.DBInstanceArn, context),
    });
  },
  async update(id, change, context, known) {
    const { instanceClass, promotionTier, publiclyAccessible } = change.news;
    if (change.changed("instanceClass", "promotionTier", "publiclyAccessible")) {
      await context.clients.rds.modifyDBInstance(
        compact({
          DBInstanceIdentifier: id,
          ApplyImmediately: true,
          DBInstanceClass: instanceClass,
          PromotionTier: promotionTier,
          PubliclyAccessible: publiclyAccessible,
        }),
      );
      await waitInstance(id, context);
    }
    if (change.changed("tags")) await retagRds(known.arn, change, context);
  },
  async delete(id, context) {
    await context.clients.rds.deleteDBInstance({ DBInstanceIdentifier: id, SkipFinalSnapshot: true });
    await waitGone(id, context);
  },
});

export async function findInstance(id: string, context: Context): Promise<DBInstance> {
  return only((await context.clients.rds.describeDBInstances({ DBInstanceIdentifier: id })).DBInstances, `DB instance ${id}`);
}

export async function waitInstance(id: string, context: Context): Promise<void> {
  await context.wait(`DB instance ${id} to be available`, async () => {
    const status = (await findInstance(id, context)).DBInstanceStatus;
    if (status === "failed") throw new Error(`DB instance ${id} failed`);
    return status === "available" ? true : undefined;
  });
}

export async function waitGone(id: string, context: Context): Promise<void> {
  await context.wait(`DB instance ${id} to go`, async () => ((await orAbsent(findInstance(id, context))) ? undefined : true));
}
