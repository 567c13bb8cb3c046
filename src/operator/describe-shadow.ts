import type { ShadowMessage } from '../ports/shadow-ledger.ts';

/** What shadow mode would have sent: who about, which step, when, on which channel, and the whole text. */
export function describeShadow(messages: readonly ShadowMessage[]): string {
  if (messages.length === 0) return 'Shadow mode has recorded no message.';
  const shown = messages.map(({ debt, step, channel, at, text }) => {
    const indented = text.split('\n').map((line) => (line === '' ? '' : `    ${line}`));
    return [`${at}  ${debt.debtId}  ${step}  ${channel}`, ...indented].join('\n');
  });
  return [...shown, `${messages.length} message(s), none of them sent.`].join('\n\n');
}
