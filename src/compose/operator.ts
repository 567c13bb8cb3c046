import { createLogger } from '../adapters/log/logger.ts';
import { openDatabase } from '../composition.ts';
import { describeShadow } from '../operator/describe-shadow.ts';

/** What `recoup shadow` prints. */
export async function showShadow(databaseUrl: string): Promise<string> {
  const log = createLogger('recoup', 'error');
  const { db, ledger } = await openDatabase({ databaseUrl }, log, { name: 'operator', size: 2 });
  try {
    return describeShadow(await ledger.listShadow());
  } finally {
    await db.destroy();
  }
}
