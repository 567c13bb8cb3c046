import type { MessageClass, TemplateName } from './request.ts';

/** What a template is for, and the variables its text is checked against. */
export interface CatalogEntry {
  readonly class: MessageClass;
  /** Variables without which the message would not say what it promises to say. */
  readonly mustUse: readonly string[];
  readonly mayUse: readonly string[];
  /** Of those, the day until which the customer has time: printed in every case but an ended subscription's. */
  readonly finalDate?: string;
}

const WITH_NAMES = ['customer_name', 'support_contact'];
/** What asks to pay may say what becomes of the subscription; a text of one's own need not. */
const ASKING = ['subscription', ...WITH_NAMES];
const WITH_TOTALS = [...ASKING, 'open_invoices', 'open_totals'];

/** Every message this service can write. */
export const CATALOG: Readonly<Record<TemplateName, CatalogEntry>> = {
  first_notice: {
    class: 'notice',
    mustUse: ['business_name', 'customer_name', 'amount', 'pay_url'],
    mayUse: ['decline', ...WITH_TOTALS],
  },
  second_notice: {
    class: 'notice',
    mustUse: ['business_name', 'tried_again', 'amount', 'access_ends_on', 'pay_url'],
    mayUse: ['decline', ...WITH_TOTALS],
    finalDate: 'access_ends_on',
  },
  final_notice: {
    class: 'notice',
    mustUse: ['business_name', 'amount', 'suspended_on', 'pay_url'],
    mayUse: WITH_TOTALS,
    finalDate: 'suspended_on',
  },
  suspension: {
    class: 'notice',
    mustUse: ['business_name', 'pay_url'],
    mayUse: ['amount', ...ASKING],
  },
  suspension_with_offer: {
    class: 'marketing',
    mustUse: ['business_name', 'pay_url', 'offer_percent', 'offer_code', 'offer_expires_on'],
    mayUse: ['amount', ...ASKING],
    finalDate: 'offer_expires_on',
  },
  order_notice: {
    class: 'notice',
    mustUse: ['business_name', 'order_number', 'amount', 'expires_at', 'pay_url'],
    mayUse: WITH_NAMES,
    finalDate: 'expires_at',
  },
  confirmation: {
    class: 'notice',
    mustUse: ['business_name', 'access'],
    mayUse: WITH_NAMES,
  },
  opt_out_confirmation: {
    class: 'notice',
    mustUse: ['business_name'],
    mayUse: [],
  },
  reply_acknowledgement: {
    class: 'notice',
    mustUse: ['business_name'],
    mayUse: [],
  },
};

export const TEMPLATE_NAMES = Object.keys(CATALOG) as readonly TemplateName[];

export function isTemplateName(id: string): id is TemplateName {
  return Object.hasOwn(CATALOG, id);
}
