import type { Language } from './catalog.ts';
import type { TemplateName } from './request.ts';

/** What stands above a mail: whom it is from and what it is about; no amount, because previews show it to bystanders. */
export const SUBJECTS: Readonly<Record<Language, Readonly<Record<TemplateName, string>>>> = {
  en: {
    first_notice: 'Your payment did not go through',
    second_notice: 'Your payment is still open',
    final_notice: 'Final notice about your account',
    suspension: 'Your access is paused',
    suspension_with_offer: 'Your access is paused',
    order_notice: 'Your order is waiting for its payment',
    confirmation: 'Your payment has arrived',
  },
};
