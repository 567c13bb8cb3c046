import type { RapiwaDevice } from './device.ts';
import type { RapiwaHook } from './hooks.ts';
import { RECEIPT_STATUSES, type MessageRecord } from './state.ts';

/** Milliseconds from one receipt of a message to the next. */
export interface ReceiptPace {
  stepMs: number;
}

/** Sends `sent`, `delivered`, `read` for a message, continuing after the last one it already has. */
export async function runReceipts(
  message: MessageRecord,
  { device, hook, pace }: { device: RapiwaDevice; hook: RapiwaHook; pace: ReceiptPace },
): Promise<void> {
  if (message.messageId === null) return;
  const done = message.receipt === null ? 0 : RECEIPT_STATUSES.indexOf(message.receipt) + 1;
  for (const status of RECEIPT_STATUSES.slice(done)) {
    if (!(await hook.wait(pace.stepMs))) return;
    device.recordReceipt(message.messageId, status);
    await hook.post({ session_id: device.sessionId, message_id: message.messageId, status });
  }
}
