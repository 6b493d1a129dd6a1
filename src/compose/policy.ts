import type { DataMap } from '../datamap/index.js';
import { buildDataMap } from '../datamap/index.js';
import type { Policy, Principal, Purpose, Recipient, Rule } from '../policy/index.js';
import type {
  PrincipalSettings,
  PurposeSettings,
  RecipientSettings,
  RuleSettings,
  Settings,
} from '../settings/index.js';
import { ruleFrom } from './rule.js';

/** The policy that a configuration declares. Names and conditions have been checked where the configuration was read. */
export function policyFrom(settings: Settings): Policy {
  return {
    purposes: mapValues(settings.purposes, purposeFrom),
    recipients: mapValues(settings.recipients, recipientFrom),
    principals: mapValues(settings.principals, principalFrom),
    rules: settings.rules.map(policyRuleFrom),
    dataMap: dataMapFrom(settings),
  };
}

export function dataMapFrom(settings: Settings): DataMap {
  return buildDataMap(settings.data).dataMap;
}

function purposeFrom({ name, title, basis, saleOrShare }: PurposeSettings): Purpose {
  return { name, title, basis, saleOrShare };
}

function recipientFrom({ name, agreement, purposes, categories }: RecipientSettings): Recipient {
  return { name, agreement, purposes, categories };
}

function principalFrom({ name, recipient, purposes, may, training, lookups }: PrincipalSettings): Principal {
  return { name, recipient, purposes, may, training, lookupsPerMinute: lookups.per_minute };
}

function policyRuleFrom({ rows, ...rule }: RuleSettings): Rule {
  return { ...rule, rows: new Map(rows.map(({ target, condition }) => [target, ruleFrom(condition)])) };
}

function mapValues<From, To>(map: ReadonlyMap<string, From>, change: (value: From) => To): Map<string, To> {
  return new Map([...map].map(([name, value]) => [name, change(value)]));
}
