/** Whom a simulated source bills. */
export interface Payer {
  readonly name: string;
  readonly whatsappPhone: string;
  readonly email?: string;
}

/** A simulated source as a story or a demonstration needs it, whatever it is: one debt, told by its webhooks. */
export interface SimulatedSource {
  /** Base of its API; of a source without one anything. */
  readonly url: string;
  setWebhookUrl(url: string | null): void;
  /** A customer and an open debt of 19.99; nothing has failed yet. @returns the debt's id, as our workflow id has it */
  createDebt(payer: Payer): string;
  /** A charge fails, and its webhook goes out. */
  failPayment(debtId: string): void;
  pay(debtId: string): void;
  /** Resolves when every webhook has been acknowledged. */
  untilDelivered(): Promise<void>;
  close(): Promise<void>;
}
