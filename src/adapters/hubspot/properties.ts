import { CRM_STATUSES } from '../../domain/crm-rank.ts';
import { majorUnits, moneyOf } from '../../domain/money.ts';
import type { CrmStatus } from '../../ports/crm.ts';

/** The group in which a contact shows our properties. */
export const GROUP = { name: 'recoup', label: 'Payment recovery' } as const;

/** Finds the contact again without an address; unique, so that HubSpot accepts it as an id. */
export const CUSTOMER_ID = 'recoup_customer_id';

export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: 'string' | 'number' | 'datetime' | 'enumeration';
  readonly fieldType: 'text' | 'number' | 'date' | 'select';
  readonly hasUniqueValue?: true;
  readonly options?: readonly { readonly label: string; readonly value: string }[];
}

/** What `recoup hubspot setup` makes. @param steps step ids of every configured sequence */
export function propertyDefinitions(steps: readonly string[]): readonly PropertyDefinition[] {
  const statuses = [...new Set([...steps, ...CRM_STATUSES])];
  return [
    {
      ...{ name: CUSTOMER_ID, label: 'Recovery: customer', type: 'string', fieldType: 'text' },
      hasUniqueValue: true,
    },
    {
      ...{ name: 'recoup_status', label: 'Recovery: status', type: 'enumeration', fieldType: 'select' },
      options: statuses.map((value) => ({ value, label: labelOf(value) })),
    },
    { name: 'recoup_debt_id', label: 'Recovery: invoice or order', type: 'string', fieldType: 'text' },
    { name: 'recoup_amount_due', label: 'Recovery: amount due', type: 'number', fieldType: 'number' },
    { name: 'recoup_currency', label: 'Recovery: currency', type: 'string', fieldType: 'text' },
    { name: 'recoup_status_at', label: 'Recovery: status since', type: 'datetime', fieldType: 'date' },
    { name: 'recoup_sequence', label: 'Recovery: number of the change', type: 'number', fieldType: 'number' },
  ];
}

/** `final_notice` → `Final notice`. */
function labelOf(status: string): string {
  const words = status.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Statuses whose amount is the one that was asked for. */
const NOTHING_DUE: readonly string[] = [
  ...['recovered', 'recovered_late', 'voided', 'access_restored', 'paid', 'refunded'],
];

/** What a contact shows of its recovery that changed last. Nothing but these is written. */
export function propertiesOf(status: CrmStatus): Readonly<Record<string, string>> {
  const { debt, amountDueMinor, currency } = status;
  const due = NOTHING_DUE.includes(status.status) ? '0' : amountDueMinor;
  return {
    recoup_status: status.status,
    recoup_debt_id: debt.debtId,
    recoup_amount_due: String(majorUnits(moneyOf(debt.source, due, currency))),
    recoup_currency: currency,
    recoup_status_at: status.at,
    recoup_sequence: String(status.sequenceNumber),
  };
}
