import { type Cloud, type Handler, regionalScope } from "../../kernel/cloud";
import { QUOTAS } from "../catalogue";
import { conflict, invalid, notFound, quotaExceeded } from "../errors";
import type { Tables, TargetAccount, TemplateRecord } from "../records";
import { once } from "../tokens";
import { checkRole } from "../validate/names";
import { accountView } from "../views";
import { experimentOf } from "./experiments";
import { type Paged, paged } from "./page";
import { templateOf } from "./templates";

interface Key {
  experimentTemplateId: string;
  accountId: string;
}

/** Which accounts a multi-account template reaches: https://docs.aws.amazon.com/fis/latest/userguide/multi-account.html */
export function accountOperations(_cloud: Cloud, tables: Tables) {
  const find = (record: TemplateRecord, accountId: string): TargetAccount => {
    const account = record.targetAccounts[accountId];
    if (!account) throw notFound(`TargetAccountConfiguration for account ${accountId} not found.`);
    return account;
  };
  const save = (scope: string, record: TemplateRecord, targetAccounts: TemplateRecord["targetAccounts"]) =>
    tables.templates.in(scope).set(record.id, { ...record, targetAccounts });
  const answer = (account: TargetAccount) => ({ targetAccountConfiguration: accountView(account) });

  return {
    CreateTargetAccountConfiguration: (input: Key & { clientToken?: string; roleArn: string; description?: string }, call) => {
      const scope = regionalScope(call);
      const { experimentTemplateId, accountId, roleArn, description } = input;
      const existing = () => tables.templates.in(scope).get(experimentTemplateId)?.targetAccounts[accountId];
      const make = () => {
        const record = templateOf(tables, call, experimentTemplateId);
        if (!/^\d{12}$/.test(accountId)) throw invalid(`Invalid accountId "${accountId}".`);
        checkRole(roleArn);
        if (record.targetAccounts[accountId]) throw conflict(`TargetAccountConfiguration for account ${accountId} already exists.`);
        if (Object.keys(record.targetAccounts).length >= QUOTAS.targetAccountConfigurations) {
          throw quotaExceeded(`The experiment template has ${QUOTAS.targetAccountConfigurations} target account configurations already.`);
        }
        save(scope, record, { ...record.targetAccounts, [accountId]: { accountId, roleArn, description } });
        return { id: accountId };
      };
      const key = `${call.operation}/${experimentTemplateId}`;
      once(tables, scope, key, input.clientToken, input, (id) => (existing() ? { id } : undefined), make);
      return answer({ accountId, roleArn, description });
    },

    GetTargetAccountConfiguration: (input: Key, call) =>
      answer(find(templateOf(tables, call, input.experimentTemplateId), input.accountId)),

    ListTargetAccountConfigurations: (input: Paged & { experimentTemplateId: string }, call) => {
      const accounts = Object.values(templateOf(tables, call, input.experimentTemplateId).targetAccounts);
      return paged("targetAccountConfigurations", accounts.map(accountView), input);
    },

    UpdateTargetAccountConfiguration: (input: Key & { roleArn?: string; description?: string }, call) => {
      const record = templateOf(tables, call, input.experimentTemplateId);
      const before = find(record, input.accountId);
      if (input.roleArn !== undefined) checkRole(input.roleArn);
      const after = { ...before, roleArn: input.roleArn ?? before.roleArn, description: input.description ?? before.description };
      save(regionalScope(call), record, { ...record.targetAccounts, [input.accountId]: after });
      return answer(after);
    },

    DeleteTargetAccountConfiguration: (input: Key, call) => {
      const record = templateOf(tables, call, input.experimentTemplateId);
      const account = find(record, input.accountId);
      const { [input.accountId]: _gone, ...rest } = record.targetAccounts;
      save(regionalScope(call), record, rest);
      return answer(account);
    },

    GetExperimentTargetAccountConfiguration: (input: { experimentId: string; accountId: string }, call) => {
      const account = experimentOf(tables, call, input.experimentId).targetAccounts[input.accountId];
      if (!account) throw notFound(`TargetAccountConfiguration for account ${input.accountId} not found.`);
      return answer(account);
    },

    ListExperimentTargetAccountConfigurations: (input: { experimentId: string; nextToken?: string }, call) => {
      const accounts = Object.values(experimentOf(tables, call, input.experimentId).targetAccounts);
      return paged("targetAccountConfigurations", accounts.map(accountView), input);
    },
  } satisfies Record<string, Handler>;
}
