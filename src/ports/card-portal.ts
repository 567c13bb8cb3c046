/** One visit to the processor's own page for payment details. */
export interface PortalVisit {
  readonly customerId: string;
  /** Where it leads back to without a change. */
  readonly returnUrl: string;
  /** Where it leads after one. */
  readonly doneUrl: string;
}

/** The processor's page on which a customer changes the card, without a login of ours. */
export interface CardPortal {
  /** A fresh page, good for minutes. Throws a `ProviderError`. */
  open(visit: PortalVisit): Promise<string>;
}
