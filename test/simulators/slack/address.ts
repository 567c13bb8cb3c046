export const SLACK_PATH = '/services/T000/B000/secret';

/** The incoming webhook's address, e.g. for `SLACK_WEBHOOK_URL`. */
export function slackUrl(serverUrl: string): string {
  return `${serverUrl}${SLACK_PATH}`;
}
