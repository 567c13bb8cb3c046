import type { StaffAlert } from './staff-alerts.ts';

/** Something that waits to be told to staff. Replies are named by id: their words stay in their own table. */
export type StaffMatter =
  { readonly kind: 'reply'; readonly replyId: string } | ({ readonly kind: 'alert' } & StaffAlert);
