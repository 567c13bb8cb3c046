import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { parseObject, readText, send, urlOf } from '../http/exchange.ts';
import { SLACK_PATH, slackUrl } from './address.ts';
import { whatIsWrong } from './block-rules.ts';
import { serve, type RequestHandler } from '../http/serve.ts';

/** What arrived in the channel. */
export interface SlackPost {
  readonly at: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
}

/** A channel's incoming webhook without its server: mount `handle` at its path behind any other server. */
export interface MountableSlack {
  readonly handle: RequestHandler;
  readonly posts: readonly SlackPost[];
  /** Requests, refused ones too. */
  requests(): number;
  setFault(fault: Fault | null): void;
}

export interface SlackSimulator extends MountableSlack {
  /** The incoming webhook's address, e.g. for `SLACK_WEBHOOK_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

/** An incoming webhook of Slack: `ok` as plain text, errors as plain words (docs.slack.dev, read 2026-11-23). */
export function createSlackSimulator(): MountableSlack {
  const posts: SlackPost[] = [];
  let requests = 0;
  const faults = createFaultSwitch((status) => `simulated_${status}`);
  return {
    handle: async (request, response) => {
      requests += 1;
      const body = parseObject(await readText(request));
      if (await faults.apply(urlOf(request).pathname, response)) return;
      if (urlOf(request).pathname !== SLACK_PATH) return send(response, { status: 404, body: 'no_service' });
      if (!body) return send(response, { status: 400, body: 'invalid_payload' });
      const { text, blocks } = body;
      if (typeof text !== 'string') return send(response, { status: 400, body: 'no_text' });
      const wrong = whatIsWrong(blocks);
      if (wrong) return send(response, { status: 400, body: 'invalid_blocks' });
      posts.push({ at: new Date().toISOString(), text, blocks: Array.isArray(blocks) ? blocks : [] });
      send(response, { status: 200, body: 'ok' });
    },
    posts,
    requests: () => requests,
    setFault: (fault) => faults.set(fault),
  };
}

/** Starts one on a loopback server of its own. */
export async function startSlackSimulator(): Promise<SlackSimulator> {
  const slack = createSlackSimulator();
  const server = await serve(slack.handle);
  return { ...slack, url: slackUrl(server.url), close: () => server.close() };
}
