/** Simulated providers that speak the real ones' protocol, faults included. */
export { startStripeSimulator, createStripeSimulator } from './stripe/stripe-simulator.ts';
export type {
  DeliverOptions,
  MountableStripe,
  StripeSimulator,
  StripeSimulatorOptions,
} from './stripe/stripe-simulator.ts';
export { thinTwin } from './stripe/events.ts';
export type { EventOptions } from './stripe/events.ts';
export type { FailOptions } from './stripe/invoice-behaviour.ts';
export type { NewOrder } from './stripe/payment-behaviour.ts';
export type { NewCustomer, NewInvoice } from './stripe/new-resources.ts';
export type { StripeCustomer, StripeEvent, StripeInvoice, StripeState } from './stripe/resources.ts';
export { startRapiwaSimulator, createRapiwaSimulator } from './rapiwa/rapiwa-simulator.ts';
export type { MountableRapiwa, RapiwaSimulator, RapiwaSimulatorOptions } from './rapiwa/rapiwa-simulator.ts';
export type { RapiwaAnswer } from './rapiwa/answers.ts';
export type { MessageRecord, ReceiptStatus } from './rapiwa/state.ts';
export { startCrmSimulator } from './crm/crm-simulator.ts';
export type { CrmSimulator } from './crm/crm-simulator.ts';
export type { Hold, HoldSwitch } from './http/holds.ts';
export { createHolds } from './http/holds.ts';
export type { Fault } from './http/faults.ts';
export type { PostedAnswer } from './http/post.ts';
export { startSmtpSimulator } from './smtp/smtp-simulator.ts';
export type { MailRecord, SmtpSimulator } from './smtp/smtp-simulator.ts';
export type { SmtpAnswer } from './smtp/answers.ts';
export { startGenericSimulator } from './generic/generic-simulator.ts';
export type { GenericSimulator } from './generic/generic-simulator.ts';
export { startPaddleSimulator } from './paddle/paddle-simulator.ts';
export type { PaddleSimulator } from './paddle/paddle-simulator.ts';
export type { Payer, SimulatedSource } from './simulated-source.ts';
export { startSlackSimulator } from './slack/slack-simulator.ts';
export type { SlackSimulator } from './slack/slack-simulator.ts';
export { startHubspotSimulator } from './hubspot/hubspot-simulator.ts';
export type { HubspotSimulator } from './hubspot/hubspot-simulator.ts';
export { startPaypalSimulator } from './paypal/paypal-simulator.ts';
export type { PaypalSimulator } from './paypal/paypal-simulator.ts';
export { startChargebeeSimulator } from './chargebee/chargebee-simulator.ts';
export type { ChargebeeSimulator } from './chargebee/chargebee-simulator.ts';
export { stripeAsSource } from './stripe/as-source.ts';
export { paypalAsSource } from './paypal/as-source.ts';
export { chargebeeAsSource } from './chargebee/as-source.ts';
