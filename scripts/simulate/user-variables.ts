/**
 * What a simulation takes from the user's own configuration: all that shapes the plan and the texts. Nothing by which
 * anybody outside could be reached is in the list, so that a variable nobody thought of stays out.
 */
export const TAKEN_VARIABLES = [
  'BUSINESS_NAME',
  'SUPPORT_CONTACT',
  'CONTACT_WINDOW',
  'DEFAULT_TIME_ZONE',
  'WINBACK_WINDOW',
  'WINBACK_OFFER',
  'SUSPENSION_POLICY',
  'ORDER_PAY_URL',
  'PUBLIC_URL',
  'TEMPLATES_DIR',
  'SEQUENCES_DIR',
  'RAPIWA_MIN_GAP_MS',
  'RAPIWA_HOURLY_CAP',
  'RAPIWA_DAILY_CAP',
  'RAPIWA_TIMEOUT_MS',
  'EMAIL_FROM',
] as const;

/** What it gives values of its own, or none: places, keys, and what has no meaning on skipped time. */
export const OWN_VARIABLES = [
  'APP_SECRET',
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_TASK_QUEUE',
  'TEMPORAL_UI_URL',
  'HTTP_HOST',
  'HTTP_PORT',
  'WORKER_HEALTH_PORT',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_API_BASE',
  'PAYPAL_CLIENT_ID',
  'PAYPAL_CLIENT_SECRET',
  'PAYPAL_WEBHOOK_ID',
  'PAYPAL_API_BASE',
  'PAYPAL_PAY_URL',
  'PADDLE_API_KEY',
  'PADDLE_WEBHOOK_SECRET',
  'PADDLE_API_BASE',
  'CHARGEBEE_SITE',
  'CHARGEBEE_API_KEY',
  'CHARGEBEE_WEBHOOK_USERNAME',
  'CHARGEBEE_WEBHOOK_PASSWORD',
  'CHARGEBEE_API_BASE',
  'GENERIC_WEBHOOK_SECRET',
  'GENERIC_READ_URL',
  'RAPIWA_API_KEY',
  'RAPIWA_BASE_URL',
  'RAPIWA_SEND_PATH',
  'RAPIWA_WEBHOOK_TOKEN',
  'SMTP_URL',
  'SLACK_WEBHOOK_URL',
  'CRM_WEBHOOK_URL',
  'CRM_WEBHOOK_SECRET',
  'HUBSPOT_TOKEN',
  'HUBSPOT_BASE_URL',
  'EVENTS_WEBHOOK_URL',
  'EVENTS_WEBHOOK_SECRET',
  'DAY_LENGTH',
  'RECONCILE_WINDOW',
  'SEND_MODE',
  'LOG_LEVEL',
] as const;

/** Who the simulated customers hear from while nothing is configured. */
export const STAND_IN_BUSINESS = 'Northwind Coffee Club';

type Env = Readonly<Record<string, string | undefined>>;

/** The user's variables that count, with a stand-in for the business name while there is none. */
export function takenVariables(env: Env): Record<string, string> {
  const taken = TAKEN_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value?.trim() ? [[name, value] as const] : [];
  });
  return { BUSINESS_NAME: STAND_IN_BUSINESS, ...Object.fromEntries(taken) };
}

/** A mail server is configured: then the simulated customers have e-mail too. */
export function hasEmail(env: Env): boolean {
  return Boolean(env['SMTP_URL']?.trim() && env['EMAIL_FROM']?.trim());
}
