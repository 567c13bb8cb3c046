import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerOf, parseObject, readText, send, urlOf, type Answer } from '../http/exchange.ts';
import type { FaultSwitch } from '../http/faults.ts';
import type { HoldSwitch } from '../http/holds.ts';
import type { RequestHandler } from '../http/serve.ts';
import { planned, type AnswerQueue, type PlannedAnswer } from './answer-queue.ts';
import { notFoundPage, unauthorized, validationAnswer, wireAnswer, type RapiwaAnswer } from './answers.ts';
import { digitsOf, newMessageId, type RapiwaDevice } from './device.ts';
import type { MessageRecord } from './state.ts';

export interface RapiwaApiDeps {
  device: RapiwaDevice;
  answers: AnswerQueue;
  answerFor: ((send: { number: string; text: string }) => RapiwaAnswer) | undefined;
  /** Faults of every path but the send path, which has its answers. */
  faults: FaultSwitch;
  /** Answers about a number (digits) that are kept back. */
  checkHolds: HoldSwitch<string>;
  now: () => Date;
  /** Whether `POST /send-message` (without `/api`) exists. */
  hasArticlePath: boolean;
  /** Keeps an answer back until the test releases it. */
  hold: (answer: () => void) => void;
  accepted: (message: MessageRecord) => void;
}

export function createRapiwaApi(deps: RapiwaApiDeps): RequestHandler {
  return async (request, response) => {
    const body = await readText(request);
    const route = `${request.method} ${urlOf(request).pathname}`;
    const isSend =
      route === 'POST /api/send-message' || (deps.hasArticlePath && route === 'POST /send-message');
    if (isSend) return answerSend(deps, { request, response, body });
    if (route === 'POST /api/verify-whatsapp')
      deps.device.checks.push(digitsOf(textOf(parseObject(body)?.['number'])));
    if (await deps.faults.apply(urlOf(request).pathname, response)) return;
    await deps.checkHolds.pass(digitsOf(textOf(parseObject(body)?.['number'])));
    send(response, answerRead(deps, { request, body, route }));
  };
}

interface SendExchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: string;
}

function answerSend(deps: RapiwaApiDeps, { request, response, body }: SendExchange): void {
  const fields = parseObject(body) ?? {};
  const number = digitsOf(textOf(fields['number']));
  const text = textOf(fields['message']);
  const plan = planFor(deps, { request, number, text });
  const messageId = newMessageId();
  const at = deps.now();
  const message: MessageRecord = {
    at: at.toISOString(),
    number,
    text,
    messageId: plan.accepted ? messageId : null,
    accepted: plan.accepted,
    answer: plan.kind,
    receipt: null,
  };
  deps.device.record(message);
  if (plan.accepted) deps.accepted(message);
  const context = { number, messageId, at, retryAfter: plan.retryAfter };
  const answer = wireAnswer(plan.kind, context);
  if (!('wire' in answer)) return send(response, answer);
  if (answer.wire === 'reset') response.destroy();
  if (answer.wire === 'hold') deps.hold(() => send(response, wireAnswer('api', context) as Answer));
}

interface SendRequest {
  request: IncomingMessage;
  number: string;
  text: string;
}

function planFor(
  { device, answers, answerFor }: RapiwaApiDeps,
  { request, number, text }: SendRequest,
): PlannedAnswer {
  if (bearerOf(request) !== device.apiKey) return planned('unauthorized', {});
  const isValid = /^[1-9]\d{7,14}$/.test(number) && text !== '';
  if (!isValid) return planned('validation', {});
  if (!device.connected) return planned('not_connected', {});
  if (!device.isReachable(number)) return planned('not_on_whatsapp', {});
  return answerFor ? planned(answerFor({ number, text }), {}) : answers.take(number);
}

interface ReadRequest {
  request: IncomingMessage;
  body: string;
  route: string;
}

function answerRead({ device }: RapiwaApiDeps, { request, body, route }: ReadRequest): Answer {
  const isKnown = ['POST /api/verify-whatsapp', 'GET /api/verify-device-key', 'GET /api/info'].includes(
    route,
  );
  if (!isKnown) return notFoundPage();
  if (bearerOf(request) !== device.apiKey) return unauthorized();
  if (route === 'GET /api/verify-device-key') {
    return { status: 200, body: { success: true, message: 'Device key is valid' } };
  }
  if (route === 'GET /api/info') return { status: 200, body: deviceInfo(device) };
  return verifyNumber(device, digitsOf(textOf(parseObject(body)?.['number'])));
}

function deviceInfo(device: RapiwaDevice): object {
  if (!device.connected) return { connected: false };
  return {
    connected: true,
    sessionId: device.sessionId,
    id: '15550100000:1@s.whatsapp.net',
    name: 'Simulated device',
    phone: '15550100000',
    profilePic: null,
  };
}

function verifyNumber(device: RapiwaDevice, number: string): Answer {
  if (number === '') return validationAnswer('number', 'The number field is required.');
  const exists = device.isReachable(number);
  const data = {
    number: `+${number}`,
    exists,
    jid: exists ? `${number}@s.whatsapp.net` : null,
    message: exists ? 'Number is on WhatsApp' : 'Number is not on WhatsApp',
  };
  return { status: 200, body: { success: true, data } };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
