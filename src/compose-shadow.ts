import { createSignedWebhookCrm } from './adapters/signed-webhook/crm.ts';
import type { Config } from './config/env.ts';
import type { Crm } from './ports/crm.ts';
import type { ShadowLedger } from './ports/shadow-ledger.ts';
import type { MessageChannel } from './ports/message-channel.ts';

/** In shadow mode nothing is asked of WhatsApp, whoever asks: surely not sent. */
export const silentChannel: MessageChannel = {
  send: () => Promise.resolve({ kind: 'rejected', why: 'refused' }),
};

/** The CRM hears of recoveries whose customers are really written to; null in shadow mode, and where none is configured. */
export function composeCrm({ crmWebhook, sendMode }: Config, ledger: ShadowLedger): Crm | null {
  if (!crmWebhook || sendMode === 'shadow') return null;
  const crm = createSignedWebhookCrm({ ...crmWebhook, now: Date.now });
  return {
    record: async (status, timeoutMs) => {
      if (await ledger.isShadow(status.debt)) return;
      await crm.record(status, timeoutMs);
    },
  };
}
