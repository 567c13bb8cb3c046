import type { ColumnType } from 'kysely';

/** What sources told of debts by themselves. */
export interface ToldTables {
  declines: DeclinesTable;
  told_debts: ToldDebtsTable;
}

/** `customer` is personal data. */
export interface ToldDebtsTable {
  source: string;
  debt_id: string;
  told_at: string;
  amount_due_minor: string;
  currency: string;
  charge_attempt: number;
  customer_id: string | null;
  subscription_id: string | null;
  number: string | null;
  pay_url: string | null;
  customer: ColumnType<unknown, string | null, string | null>;
}

interface DeclinesTable {
  source: string;
  debt_id: string;
  code: string | null;
  charge_attempt: number;
  learned_at: string;
}
