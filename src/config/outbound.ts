import type { Variables } from './variables.ts';

export interface WebhookConfig {
  readonly url: URL;
  /** Shared with the receiver; signs, and is never sent. */
  readonly secret: string;
}

export interface HubspotConfig {
  readonly token: string;
  readonly baseUrl: URL;
}

/** Other systems that are told of recoveries; null: not configured. */
export interface OutboundConfig {
  readonly crmWebhook: WebhookConfig | null;
  readonly hubspot: HubspotConfig | null;
  /** Who is told of every change of a recovery. */
  readonly eventsWebhook: WebhookConfig | null;
}

export function outboundConfig(read: Variables): OutboundConfig {
  return {
    crmWebhook: webhook(read.CRM_WEBHOOK_URL, read.CRM_WEBHOOK_SECRET),
    hubspot: hubspotConfig(read),
    eventsWebhook: webhook(read.EVENTS_WEBHOOK_URL, read.EVENTS_WEBHOOK_SECRET),
  };
}

function webhook(url: URL | undefined, secret: string | undefined): WebhookConfig | null {
  return url && secret ? { url, secret } : null;
}

/** Also for the operator, who sets HubSpot up without the rest. */
export function hubspotConfig(
  read: Pick<Variables, 'HUBSPOT_TOKEN' | 'HUBSPOT_BASE_URL'>,
): HubspotConfig | null {
  if (!read.HUBSPOT_TOKEN) return null;
  return { token: read.HUBSPOT_TOKEN, baseUrl: read.HUBSPOT_BASE_URL ?? new URL('https://api.hubapi.com') };
}
