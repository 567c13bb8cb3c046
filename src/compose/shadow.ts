import type { MessageChannel } from '../ports/message-channel.ts';

/** In shadow mode nothing is asked of WhatsApp, whoever asks: surely not sent. */
export const silentChannel: MessageChannel = {
  send: () => Promise.resolve({ kind: 'rejected', why: 'refused' }),
};
