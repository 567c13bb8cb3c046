import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { createHolds, type Hold } from '../http/holds.ts';
import type { PostedAnswer } from '../http/post.ts';
import { onServer, serve, type RequestHandler, type RunningServer } from '../http/serve.ts';
import { AnswerQueue, type AnswerOptions } from './answer-queue.ts';
import type { RapiwaAnswer } from './answers.ts';
import { createRapiwaApi } from './api.ts';
import { RapiwaDevice } from './device.ts';
import { RapiwaHook } from './hooks.ts';
import { runReceipts, type ReceiptPace } from './receipts.ts';
import { receivedPayload, type Reply } from './reply.ts';
import { emptyRapiwaState, type MessageRecord, type RapiwaState, type ReceiptStatus } from './state.ts';

export interface RapiwaSimulatorOptions {
  apiKey: string;
  /** `…/webhooks/rapiwa/<token>`; absent or null: hooks go nowhere. */
  hookUrl?: string | null;
  /** `session_id` of hooks. Default: the API key itself, as seen in the wild, so that leaks show in tests. */
  sessionId?: string;
  /** Also serve `POST /send-message`, answering in the article's shape. */
  articlePath?: boolean;
  /** Answers of the send path, decided request by request instead of by `setAnswer`. */
  answerFor?: (send: { number: string; text: string }) => RapiwaAnswer;
  /** Receipts by themselves for each accepted message; absent: only `emitStatus`. */
  automaticReceipts?: ReceiptPace;
  /** Tries per hook; default 1, for Rapiwa promises no retries. */
  hookAttempts?: number;
  state?: RapiwaState;
  now?: () => Date;
  /** Called after each change, before the request is answered. */
  onChange?: () => void;
}

/** A Rapiwa account without its server: mount `handle` behind any other server. */
export interface MountableRapiwa {
  handle: RequestHandler;
  /** Live state: plain JSON, persist it from `onChange`. */
  readonly state: RapiwaState;
  /** Every request that reached the send path, in order. */
  readonly messages: MessageRecord[];
  /** Every number that was asked about, in digits, in order. */
  readonly checks: readonly string[];
  /** Every request that reached any path, e.g. `POST /api/send-message`, in order. */
  readonly requests: string[];
  /** The next answers of the send path; with `times` they queue up in order, without one becomes standing. */
  setAnswer(kind: RapiwaAnswer, options?: AnswerOptions): void;
  /** Answers every held request as `api`; returns how many. */
  release(): number;
  /** The device's link to the phone: sends answer `not_connected`, `/api/info` says so. */
  setConnected(isConnected: boolean): void;
  setOnWhatsapp(number: string, isOnWhatsapp: boolean): void;
  /** From now on only this key is valid. */
  setApiKey(apiKey: string): void;
  /** How the device is. */
  device(): { readonly isConnected: boolean; readonly apiKey: string };
  setHookUrl(url: string | null): void;
  /** A fault of the other endpoints (`/api/info`, `/api/verify-…`); the send path has `setAnswer`. */
  setFault(fault: Fault | null): void;
  /** Keeps back the next answer to the question whether this number (digits) is on WhatsApp. */
  holdCheck(number: string): Hold;
  /** Posts a receipt; null when the receiver never answered. */
  emitStatus(messageId: string, status: ReceiptStatus | 'failed'): Promise<PostedAnswer | null>;
  /** Posts a customer's message as Rapiwa would. */
  emitReply(reply: Reply): Promise<PostedAnswer | null>;
  /** Posts any payload to the hook: forged, odd or repeated ones. */
  emitHook(payload: object): Promise<PostedAnswer | null>;
  /** Resolves once that many requests have reached the send path. */
  untilMessages(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Its `url` is e.g. for `RAPIWA_BASE_URL`. */
export interface RapiwaSimulator extends MountableRapiwa, RunningServer {}

/** Starts a simulated Rapiwa account on its own loopback server. */
export async function startRapiwaSimulator(
  options: RapiwaSimulatorOptions & { port?: number },
): Promise<RapiwaSimulator> {
  const rapiwa = createRapiwaSimulator(options);
  return onServer(await serve(rapiwa.handle, options.port), rapiwa);
}

export function createRapiwaSimulator(options: RapiwaSimulatorOptions): MountableRapiwa {
  const now = options.now ?? (() => new Date());
  const device = createDevice(options);
  const hook = new RapiwaHook({
    url: options.hookUrl ?? null,
    attempts: options.hookAttempts ?? 1,
    retryMs: 500,
  });
  const answers = new AnswerQueue(options.articlePath ? 'article' : 'api');
  const checkHolds = createHolds<string>();
  const faults = createFaultSwitch((status) => ({ success: false, error: `Simulated fault ${status}` }));
  const held: (() => void)[] = [];
  const sendReceipts = receiptSender(device, hook, options.automaticReceipts);
  device.state.messages.forEach(sendReceipts);
  const requests: string[] = [];
  const answer = createRapiwaApi({
    device,
    answers,
    faults,
    checkHolds,
    now,
    answerFor: options.answerFor,
    hasArticlePath: options.articlePath ?? false,
    hold: (answer) => held.push(answer),
    accepted: sendReceipts,
  });
  return {
    handle: (request, response) => {
      requests.push(`${request.method} ${request.url}`);
      return answer(request, response);
    },
    requests,
    state: device.state,
    messages: device.state.messages,
    checks: device.checks,
    setAnswer: (kind, answerOptions) => answers.set(kind, answerOptions),
    release: () => held.splice(0).map((answer) => answer()).length,
    setFault: (fault) => faults.set(fault),
    holdCheck: (number) => checkHolds.hold((asked) => asked === number),
    ...deviceBehaviour(device),
    ...hookBehaviour({ device, hook, now }),
  };
}

function createDevice(options: RapiwaSimulatorOptions): RapiwaDevice {
  return new RapiwaDevice({
    state: options.state ?? emptyRapiwaState(),
    apiKey: options.apiKey,
    sessionId: options.sessionId ?? options.apiKey,
    onChange: options.onChange ?? (() => undefined),
  });
}

function receiptSender(device: RapiwaDevice, hook: RapiwaHook, pace: ReceiptPace | undefined) {
  return (message: MessageRecord): void => {
    if (pace) void runReceipts(message, { device, hook, pace });
  };
}

type DeviceBehaviour = Pick<
  MountableRapiwa,
  'setConnected' | 'setOnWhatsapp' | 'setApiKey' | 'device' | 'untilMessages'
>;

function deviceBehaviour(device: RapiwaDevice): DeviceBehaviour {
  return {
    setConnected: (isConnected) => void (device.connected = isConnected),
    setOnWhatsapp: (number, isOnWhatsapp) => device.setReachable(number, isOnWhatsapp),
    setApiKey: (apiKey) => void (device.apiKey = apiKey),
    device: () => ({ isConnected: device.connected, apiKey: device.apiKey }),
    untilMessages: (count) => device.untilMessages(count),
  };
}

interface HookWiring {
  device: RapiwaDevice;
  hook: RapiwaHook;
  now: () => Date;
}

type HookBehaviour = Pick<MountableRapiwa, 'setHookUrl' | 'emitStatus' | 'emitReply' | 'emitHook' | 'close'>;

function hookBehaviour({ device, hook, now }: HookWiring): HookBehaviour {
  return {
    setHookUrl: (url) => void (hook.url = url),
    emitStatus(messageId, status) {
      if (status !== 'failed') device.recordReceipt(messageId, status);
      return hook.post({ session_id: device.sessionId, message_id: messageId, status });
    },
    emitReply(reply) {
      const payload = receivedPayload(reply, { sessionId: device.sessionId, at: now() });
      const from = payload.contact_id;
      const { message: text, message_id: messageId } = payload;
      device.recordReply({ at: now().toISOString(), from, text, messageId });
      return hook.post(payload);
    },
    emitHook: (payload) => hook.post(payload),
    async close() {
      hook.close();
    },
  };
}
