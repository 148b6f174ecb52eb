/** An action that AWS no longer runs, and what took its place. */
export interface RetiredAction {
  readonly successor: string;
  readonly why: string;
}

/** Actions that were; old templates still name them. https://docs.aws.amazon.com/fis/latest/userguide/doc-history.html */
export const retiredActions: Readonly<Record<string, RetiredAction>> = {
  "aws:elasticache:interrupt-cluster-az-power": {
    successor: "aws:elasticache:replicationgroup-interrupt-az-power",
    why: "AWS took it out of its guide in 2026; its target type was aws:elasticache:redis-replicationgroup, now aws:elasticache:replicationgroup",
  },
  "aws:dynamodb:encrypted-global-table-pause-replication": {
    successor: "aws:dynamodb:global-table-pause-replication",
    why: "AWS stopped it on 2024-04-24; its target type was aws:dynamodb:encrypted-global-table, now aws:dynamodb:global-table",
  },
};

/** Resource types that were, and what FIS calls them now. https://docs.aws.amazon.com/fis/latest/userguide/doc-history.html */
export const renamedTargetTypes: Readonly<Record<string, string>> = {
  "aws:elasticache:redis-replicationgroup": "aws:elasticache:replicationgroup",
  "aws:dynamodb:encrypted-global-table": "aws:dynamodb:global-table",
};
