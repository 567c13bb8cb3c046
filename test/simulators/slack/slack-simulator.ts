import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { parseObject, readText, send, urlOf } from '../http/exchange.ts';
import { serve } from '../http/serve.ts';

/** What arrived in the channel. */
export interface SlackPost {
  readonly text: string;
  readonly blocks: readonly unknown[];
}

export interface SlackSimulator {
  /** The incoming webhook's address, e.g. for `SLACK_WEBHOOK_URL`. */
  readonly url: string;
  readonly posts: readonly SlackPost[];
  /** Requests, refused ones too. */
  requests(): number;
  setFault(fault: Fault | null): void;
  close(): Promise<void>;
}

const PATH = '/services/T000/B000/secret';

/** An incoming webhook of Slack: `ok` as plain text, errors as plain words (docs.slack.dev, read 2026-11-23). */
export async function startSlackSimulator(): Promise<SlackSimulator> {
  const posts: SlackPost[] = [];
  let requests = 0;
  const faults = createFaultSwitch((status) => `simulated_${status}`);
  const server = await serve(async (request, response) => {
    requests += 1;
    const body = parseObject(await readText(request));
    if (await faults.apply(urlOf(request).pathname, response)) return;
    if (urlOf(request).pathname !== PATH) return send(response, { status: 404, body: 'no_service' });
    if (!body) return send(response, { status: 400, body: 'invalid_payload' });
    if (typeof body['text'] !== 'string') return send(response, { status: 400, body: 'no_text' });
    posts.push({ text: body['text'], blocks: Array.isArray(body['blocks']) ? body['blocks'] : [] });
    send(response, { status: 200, body: 'ok' });
  });
  return {
    url: `${server.url}${PATH}`,
    posts,
    requests: () => requests,
    setFault: (fault) => faults.set(fault),
    close: () => server.close(),
  };
}
