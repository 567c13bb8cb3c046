/** A customer as a source describes them; nothing is parsed yet. */
export interface ToldCustomer {
  readonly name: string | null;
  readonly email: string | null;
  /** As typed by a person; only where the customer agreed to notices. */
  readonly whatsappPhone: string | null;
  readonly marketingConsent: boolean;
  /** BCP 47, best first. */
  readonly preferredLocales: readonly string[];
  /** ISO 3166-1 alpha-2, for numbers written without a country code and for the contact window. */
  readonly country: string | null;
  /** Of the address, as it is written there; best ISO 3166-2. */
  readonly state: string | null;
  readonly postalCode: string | null;
  /** What somebody noted as the customer's time zone; not yet checked to be IANA. */
  readonly timeZone: string | null;
}

/** What an event itself says of a debt, where its source may have no API to ask. Personal data: never in a history. */
export interface ToldDebt {
  /** The number printed on the invoice or the order. */
  readonly number: string | null;
  /** Page on which it is paid. */
  readonly payUrl: string | null;
  readonly customer: ToldCustomer | null;
}
