import type { Kysely } from 'kysely';
import { createCrmNoteLedger } from '../adapters/postgres/crm-notes.ts';
import type { Schema } from '../adapters/postgres/schema.ts';
import { createHubspotCrm } from '../adapters/hubspot/crm.ts';
import { createSignedWebhookCrm } from '../adapters/signed-webhook/crm.ts';
import type { Config } from '../config/env.ts';
import { parseEmailAddress, type EmailAddress } from '../domain/email-address.ts';
import type { Billing } from '../ports/billing.ts';
import type { Crm, CrmStatus } from '../ports/crm.ts';
import type { CrmLedger } from '../ports/crm-ledger.ts';
import type { Log } from '../ports/log.ts';
import { ofSource, type PerSource } from '../ports/per-source.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { ShadowLedger } from '../ports/shadow-ledger.ts';

export interface CrmParts {
  readonly config: Config;
  readonly database: { readonly db: Kysely<Schema>; readonly ledger: CrmLedger & ShadowLedger };
  /** Who knows today's address of a customer. */
  readonly billing: PerSource<Pick<Billing, 'readCustomer'>>;
  readonly log: Log;
}

/**
 * Every CRM that is configured, as one; null where none is, and in shadow mode. They hear of recoveries whose customers
 * are really written to, and of no status that another has overtaken.
 */
export function composeCrm(parts: CrmParts): Crm | null {
  const { config, database } = parts;
  const crms = [composeWebhook(config), composeHubspot(parts)].filter((crm) => crm !== null);
  if (crms.length === 0 || config.sendMode === 'shadow') return null;
  const all = tellAll(crms);
  return {
    record: async (status, timeoutMs) => {
      if (await database.ledger.isShadow(status.debt)) return;
      if (await database.ledger.isCrmCurrent(status.debt, status.sequenceNumber))
        await all.record(status, timeoutMs);
    },
  };
}

function composeWebhook({ crmWebhook }: Config): Crm | null {
  return crmWebhook && createSignedWebhookCrm({ ...crmWebhook, now: Date.now });
}

function composeHubspot({ config: { hubspot }, database, billing, log }: CrmParts): Crm | null {
  if (!hubspot) return null;
  return createHubspotCrm({
    ...hubspot,
    notes: createCrmNoteLedger(database.db),
    findAddress: (status) => addressOf(billing, status),
    now: Date.now,
    log,
  });
}

async function addressOf(
  billing: CrmParts['billing'],
  { debt, customerId }: CrmStatus,
): Promise<EmailAddress | null> {
  if (customerId === null) return null;
  const customer = await ofSource(billing, debt.source).readCustomer(customerId);
  return customer.kind === 'found' && customer.email ? parseEmailAddress(customer.email) : null;
}

/** One that fails leaves the others alone; all are told again then, which changes nothing where it was taken. */
export function tellAll(crms: readonly Crm[]): Crm {
  return {
    record: async (status, timeoutMs) => {
      const results = await Promise.allSettled(crms.map((crm) => crm.record(status, timeoutMs)));
      const failures = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      );
      const passing = failures.find(mayPass);
      if (failures.length > 0) throw passing ?? failures[0];
    },
  };
}

/** Told first, because it is worth another try soon. */
function mayPass(error: unknown): boolean {
  return error instanceof ProviderError && ['unavailable', 'rate_limited'].includes(error.details.kind);
}
