import type { StaffAlerts } from '../../ports/staff-alerts.ts';
import type { StaffChannel } from '../../ports/staff-channel.ts';

/** Where no channel is configured, staff hear where they hear alerts: which reply, and how to read it; never its words. */
export function createLogChannel(alerts: StaffAlerts): StaffChannel {
  return {
    async tell(news) {
      // Alerts were told when they came up.
      if (news.kind === 'alert') return { kind: 'told' };
      const { replyId, intent, customer, debts, promisedDay } = news.reply;
      const about = debts.map(({ debtId }) => debtId).join(', ') || (customer.id ?? 'a customer');
      const what = {
        reply: `the customer of ${about} replied (${intent})`,
        promise_over: `the customer of ${about} promised to pay by ${promisedDay ?? 'now'}: still unpaid`,
      }[news.kind];
      const remedy = 'read it with: npm run recoup -- replies';
      await alerts.alert({ key: `${news.kind}:${replyId}`, what, remedy });
      return { kind: 'told' };
    },
  };
}
