import { awsObjects, awsStore, type Objects } from "../../../adapters/store/aws";
import type { Deployment } from "../../../experiment";
import type { JournalStore } from "../../../journal";
import { type DeployedClients, deployedClients } from "./clients";
import { Newsreader } from "./news";

/** A deployed Orchestrator, seen from outside. */
export interface Remote {
  readonly deployment: Deployment;
  readonly clients: DeployedClients;
  readonly store: JournalStore;
  readonly objects: Objects;
  readonly news: Newsreader;
  close(): void;
}

export async function openRemote(deployment: Deployment, endpoint: string): Promise<Remote> {
  const clients = deployedClients(deployment, endpoint);
  const { dynamodb, s3 } = clients;
  const where = { table: deployment.tableName, bucket: deployment.bucketName, dynamodb, s3, now: Date.now };
  return {
    deployment,
    clients,
    store: awsStore(where),
    objects: awsObjects(where),
    news: await Newsreader.subscribe(clients, deployment),
    close: () => clients.close(),
  };
}
