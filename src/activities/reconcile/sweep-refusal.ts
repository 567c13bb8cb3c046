import { NOTHING_FOUND, type RepairPage } from '../../domain/reconciliation.ts';
import { ProviderError, type ProviderErrorKind } from '../../ports/provider-error.ts';

const NOT_OFFERED: readonly ProviderErrorKind[] = ['not_found', 'rejected', 'unauthorized'];

/** Not offered, or not to this key: asking again within the hour would change nothing. */
export function isNotOffered({ details }: ProviderError): boolean {
  return NOT_OFFERED.includes(details.kind);
}

/**
 * Makes a repair that depends on a list of the processor; one that it does not offer skips this repair only. Throws what may pass, so that it is tried again.
 */
export async function whereOffered(repair: () => Promise<RepairPage>): Promise<RepairPage> {
  try {
    return await repair();
  } catch (error) {
    if (!(error instanceof ProviderError) || !isNotOffered(error)) throw error;
    return { ...NOTHING_FOUND, skipped: error.message };
  }
}
