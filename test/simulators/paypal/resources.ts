export interface PaypalAmount {
  currency_code: string;
  value: string;
}

/** As `GET /v1/billing/subscriptions/{id}` gives it. */
export interface PaypalSubscription {
  id: string;
  status: 'ACTIVE' | 'SUSPENDED' | 'CANCELLED' | 'EXPIRED';
  status_change_note?: string;
  custom_id?: string;
  subscriber: {
    name: { given_name: string; surname: string };
    email_address: string;
    shipping_address?: { address: { country_code: string; admin_area_1?: string; postal_code?: string } };
  };
  billing_info: {
    outstanding_balance: PaypalAmount;
    failed_payments_count: number;
    last_payment?: { amount: PaypalAmount; time: string };
    last_failed_payment?: {
      amount: PaypalAmount;
      time: string;
      reason_code: string;
      next_payment_retry_time?: string;
    };
  };
}

/** As `GET /v1/payments/sale/{id}` gives it. */
export interface PaypalSale {
  id: string;
  state: 'completed' | 'denied';
  billing_agreement_id: string | null;
  amount: { total: string; currency: string };
  create_time: string;
}

export interface PaypalEvent {
  id: string;
  event_version: string;
  create_time: string;
  resource_type: string;
  event_type: string;
  summary: string;
  resource: object;
  links: { href: string; rel: string; method: string }[];
}

export interface PaypalState {
  subscriptions: Record<string, PaypalSubscription>;
  sales: Record<string, PaypalSale>;
  events: PaypalEvent[];
}
