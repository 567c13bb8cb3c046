import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createRapiwaChannel } from '../../src/adapters/rapiwa/channel.ts';
import type { Phone } from '../../src/domain/phone.ts';
import type { MessageChannel, SendResult } from '../../src/ports/message-channel.ts';
import { readText } from '../simulators/http/exchange.ts';
import { serve } from '../simulators/http/serve.ts';

const NUMBER = '+14155550123' as Phone;
const TEXT = 'Hello Ada, your payment of $19.99 did not go through.';
const PATIENT_MS = 5_000;
const HASTY_MS = 80;

function channelAt(url: string, timeoutMs = PATIENT_MS): MessageChannel {
  return createRapiwaChannel({
    baseUrl: new URL(url),
    sendPath: '/api/send-message',
    apiKey: 'rpw-key',
    timeoutMs,
  });
}

/** A repeated request could be a second message, and "surely not sent" leads to one. */
describe('a Rapiwa request whose answer is missing', () => {
  describe('when the answer is lost after the request was written', () => {
    const losses: Record<
      string,
      { answer: (response: ServerResponse) => void; why: string; timeoutMs?: number }
    > = {
      'the answer drips in for ever': { answer: drip, why: 'timeout', timeoutMs: HASTY_MS },
      'the connection breaks inside the answer': { answer: breakOff, why: 'answer_lost' },
      'the answer is larger than any answer should be': {
        answer: (response) => response.end(`{"success":true,"padding":"${'x'.repeat(300_000)}"}`),
        why: 'answer_lost',
      },
      'the answer is empty': { answer: (response) => response.end(), why: 'empty' },
      'the answer is a list': { answer: (response) => response.end('[{"success":true}]'), why: 'not_json' },
      'a gateway in between fails': {
        answer: (response) => response.writeHead(503).end('{}'),
        why: 'http_503',
      },
    };
    for (const [loss, { answer, why, timeoutMs = PATIENT_MS }] of Object.entries(losses)) {
      it(`counts the message as possibly sent: ${loss}`, async () => {
        let requests = 0;
        const server = await serve(async (request: IncomingMessage, response) => {
          requests += 1;
          await readText(request);
          answer(response);
        });
        const result = await channelAt(server.url, timeoutMs).send({ to: NUMBER, text: TEXT });
        await server.close();
        assert.deepEqual(result, { kind: 'unknown', why });
        assert.equal(requests, 1);
      });
    }
  });

  describe('over TLS', () => {
    // The only way to trust this certificate, which everybody has the key of, without an option nobody else needs.
    const TRUST_ALL = 'NODE_TLS_REJECT_UNAUTHORIZED';
    afterEach(() => void delete process.env[TRUST_ALL]);

    async function sendTo(
      answer: (response: ServerResponse) => void,
    ): Promise<[SendResult, requests: number]> {
      let requests = 0;
      const server = createHttpsServer(untrusted(), (request, response) => {
        requests += 1;
        request.resume().once('end', () => answer(response));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const channel = channelAt(`https://127.0.0.1:${port}`, 500);
      const result = await channel.send({ to: NUMBER, text: TEXT });
      server.closeAllConnections();
      server.close();
      return [result, requests];
    }

    it('is unreachable, and has shown neither key nor text, where the certificate is not trusted', async () => {
      const result = await sendTo((response) => response.end('{"success":true}'));
      assert.deepEqual(result, [{ kind: 'unreachable' }, 0]);
    });

    it('counts the message as possibly sent when the answer never comes', async () => {
      process.env[TRUST_ALL] = '0';
      const result = await sendTo(() => undefined);
      assert.deepEqual(result, [{ kind: 'unknown', why: 'timeout' }, 1]);
    });

    it('counts the message as possibly sent when the connection is reset', async () => {
      process.env[TRUST_ALL] = '0';
      const result = await sendTo((response) => response.destroy());
      assert.deepEqual(result, [{ kind: 'unknown', why: 'reset' }, 1]);
    });
  });

  describe('when no connection is made', () => {
    it('is unreachable while nothing listens', async () => {
      const server = await serve(async () => undefined);
      await server.close();
      const result = await channelAt(server.url).send({ to: NUMBER, text: TEXT });
      assert.deepEqual(result, { kind: 'unreachable' });
    });

    it('is unreachable while the TLS handshake fails, hangs or breaks off', async () => {
      const peers = [
        (socket: Socket) => socket.end('no TLS here'),
        () => undefined,
        (socket: Socket) => socket.destroy(),
      ];
      for (const meet of peers) {
        const peer = await listen(meet);
        const channel = channelAt(`https://127.0.0.1:${peer.port}`, HASTY_MS);
        const result = await channel.send({ to: NUMBER, text: TEXT });
        peer.close();
        assert.deepEqual(result, { kind: 'unreachable' });
      }
    });
  });
});

function untrusted(): { key: Buffer; cert: Buffer } {
  const read = (name: string) =>
    readFileSync(new URL(`../fixtures/tls/untrusted-${name}.pem`, import.meta.url));
  return { key: read('key'), cert: read('cert') };
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 10);
  response.once('close', () => clearInterval(timer));
}

function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
  response.write('{"success":tr', () => response.destroy());
}

async function listen(meet: (socket: Socket) => void): Promise<{ port: number; close: () => void }> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    meet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
