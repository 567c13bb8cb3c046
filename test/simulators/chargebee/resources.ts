/** As `GET /api/v2/invoices/{id}` gives it. */
export interface ChargebeeInvoice {
  id: string;
  customer_id: string;
  subscription_id: string;
  recurring: boolean;
  status: 'paid' | 'posted' | 'payment_due' | 'not_paid' | 'voided' | 'pending';
  date: number;
  total: number;
  amount_paid: number;
  amount_due: number;
  amount_to_collect: number;
  write_off_amount: number;
  currency_code: string;
  dunning_status?: string;
  deleted: boolean;
  object: 'invoice';
  line_items: { subscription_id: string }[];
  linked_payments: { txn_id: string; txn_status: string; txn_amount: number }[];
}

export interface ChargebeeCustomer {
  id: string;
  first_name: string;
  last_name: string;
  email: string;
  phone?: string;
  locale?: string;
  deleted: boolean;
  object: 'customer';
  meta_data?: Record<string, string>;
  billing_address?: Record<string, string>;
}

export interface ChargebeeTransaction {
  id: string;
  type: 'payment' | 'refund';
  status: 'success' | 'failure';
  amount: number;
  error_code?: string;
  reference_transaction_id?: string;
  linked_invoices: { invoice_id: string }[];
  object: 'transaction';
}

export interface ChargebeeEvent {
  id: string;
  occurred_at: number;
  source: string;
  object: 'event';
  api_version: 'v2';
  event_type: string;
  content: Record<string, object>;
}

export interface ChargebeeState {
  invoices: Record<string, ChargebeeInvoice>;
  customers: Record<string, ChargebeeCustomer>;
  transactions: Record<string, ChargebeeTransaction>;
  events: ChargebeeEvent[];
}
