import type { EmailAddress } from '../../domain/email-address.ts';
import type { Crm, CrmNoteLedger, CrmStatus } from '../../ports/crm.ts';
import type { Log } from '../../ports/log.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { createHubspotApi, type HubspotApiOptions } from './api.ts';
import { writeContact } from './contact.ts';
import { writeNote } from './note.ts';

export interface HubspotCrmOptions extends HubspotApiOptions {
  readonly notes: CrmNoteLedger;
  /** Today's address of the customer at the source; null: there is none. */
  readonly findAddress: (status: CrmStatus) => Promise<EmailAddress | null>;
  readonly log: Log;
}

/**
 * HubSpot: the status as properties of the contact, and one note per step. Needs `recoup hubspot setup` once. The
 * contact shows the recovery that changed last. Safe to repeat.
 */
export function createHubspotCrm({ notes, findAddress, log, ...options }: HubspotCrmOptions): Crm {
  const api = createHubspotApi(options);
  return {
    async record(status, timeoutMs) {
      const signal = AbortSignal.timeout(timeoutMs);
      const contactId = await writeContact({
        ...{ api, status, signal },
        findAddress: () => inTime(findAddress(status), signal, status),
      });
      if (contactId === null) {
        log.info({ debtId: status.debt.debtId }, 'hubspot.no_contact');
        return;
      }
      if (contactId !== '') await writeNote({ api, notes, status, contactId, signal, now: options.now });
    },
  };
}

/** The source has limits of its own, which may be longer than ours. */
function inTime<T>(work: Promise<T>, signal: AbortSignal, { debt }: CrmStatus): Promise<T> {
  return new Promise((resolve, reject) => {
    const doing = `finding the contact of ${debt.debtId}`;
    const onAbort = () => reject(new ProviderError({ provider: 'hubspot', kind: 'unavailable', doing }));
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
