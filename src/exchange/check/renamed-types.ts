/** Resource types that old templates name, and what FIS calls them now. https://docs.aws.amazon.com/fis/latest/userguide/doc-history.html */
export const renamedTargetTypes: Readonly<Record<string, string>> = {
  "aws:elasticache:redis-replicationgroup": "aws:elasticache:replicationgroup",
  "aws:dynamodb:encrypted-global-table": "aws:dynamodb:global-table",
};
