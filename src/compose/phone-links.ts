import { readFileSync } from 'node:fs';
import { createLogger } from '../adapters/log/logger.ts';
import { openDatabase } from '../composition.ts';
import { parseEnv } from '../config/env.ts';
import type { VerbAnswer } from '../operator/answer.ts';
import { UsageError } from '../operator/command.ts';
import { makePhoneLinks, readCustomers } from '../operator/phone-links-verb.ts';
import { composeLinkKeys, publicLink } from './links.ts';
import { composeSources, partOf } from './sources.ts';

/**
 * What `recoup phone-links` prints.
 * @param file a list of customers; null: those of open recoveries
 * Throws a `ConfigError` or a `UsageError` naming what is missing.
 */
export async function showPhoneLinks(
  env: Readonly<Record<string, string | undefined>>,
  file: string | null,
): Promise<VerbAnswer> {
  const config = parseEnv(env);
  const { publicUrl } = config;
  if (!publicUrl) {
    throw new UsageError(
      'PUBLIC_URL is missing: links need the address at which customers reach this service',
    );
  }
  const log = createLogger('recoup', 'error');
  const database = await openDatabase(config, log, { name: 'operator', size: 2 });
  try {
    const keys = await composeLinkKeys(config, database);
    const sources = composeSources({ config, database, log });
    const reachable = partOf(sources, 'contacts');
    const asked = file
      ? readCustomers(file, readFileSync(file, 'utf8'))
      : await database.ledger.customersOfOpenRecoveries();
    return await makePhoneLinks(
      {
        billing: partOf(sources, 'billing'),
        linkTo: ({ source, customerId }, expiresMs) => {
          const subject = Buffer.from(`${source}:${customerId}`);
          return publicLink(publicUrl, `phone/${keys.sign('phone', subject, expiresMs)}`);
        },
        nowMs: Date.now(),
      },
      asked.filter(({ source }) => reachable[source]),
    );
  } finally {
    await database.db.destroy();
  }
}
