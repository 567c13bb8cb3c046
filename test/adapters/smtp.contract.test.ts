import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createSmtpChannel } from '../../src/adapters/smtp/channel.ts';
import { parseEmailAddress } from '../../src/domain/email-address.ts';
import type { SendResult } from '../../src/ports/message-channel.ts';
import { startSmtpSimulator, type SmtpAnswer, type SmtpSimulator } from '../simulators/index.ts';

const FROM = { name: 'Northwind, Coffee "Club"', address: 'billing@northwind.example' };
const DELIVERY = '7d0f9a52-9a0c-4d5e-8a0e-2f6b8f3f1a11';
const MAIL = {
  to: parseEmailAddress('maria@example.com')!,
  subject: 'Northwind Coffee: Your payment — ₹1,500',
  text: 'Hello María,\n\n₹1,500 is open.\n.\nA line with a dot alone.\n',
  html: '<p>Hello María</p>',
  deliveryId: DELIVERY,
};

describe('handing a mail to a mail server', () => {
  let smtp: SmtpSimulator;
  beforeEach(async () => {
    smtp = await startSmtpSimulator();
  });
  afterEach(() => smtp.close());

  const send = (timeoutMs = 5_000, url = smtp.url): Promise<SendResult> =>
    createSmtpChannel({ url: new URL(url), from: FROM, timeoutMs }).send(MAIL);

  it('hands it over whole: sender, both bodies, an id of its own, and no wish for automatic answers', async () => {
    assert.deepEqual(await send(), { kind: 'accepted', messageId: `<${DELIVERY}@northwind.example>` });
    const [mail] = smtp.mails;
    assert.deepEqual(
      { ...mail, at: null, text: mail!.text.trim() },
      {
        at: null,
        to: 'maria@example.com',
        from: '"Northwind, Coffee \\"Club\\"" <billing@northwind.example>',
        subject: MAIL.subject,
        text: MAIL.text.trim(),
        html: MAIL.html,
        messageId: `<${DELIVERY}@northwind.example>`,
        autoSubmitted: 'auto-generated',
        unsubscribe: [],
        accepted: true,
        answer: 'accept',
      },
    );
  });

  it('says how to get no more: by mail, and by one click where there is a page for it', async () => {
    const channel = createSmtpChannel({ url: new URL(smtp.url), from: FROM, timeoutMs: 5_000 });
    await channel.send({ ...MAIL, unsubscribe: { link: null } });
    await channel.send({ ...MAIL, unsubscribe: { link: 'https://pay.example/unsubscribe/AQ' } });
    const mailto = '<mailto:billing@northwind.example?subject=unsubscribe>';
    assert.deepEqual(
      smtp.mails.map(({ unsubscribe }) => unsubscribe),
      [
        [`List-Unsubscribe: ${mailto}`],
        [
          `List-Unsubscribe: <https://pay.example/unsubscribe/AQ>, ${mailto}`,
          'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
        ],
      ],
    );
  });

  it('the same delivery has the same Message-ID each time, another one another', async () => {
    await send();
    await send();
    assert.equal(new Set(smtp.mails.map(({ messageId }) => messageId)).size, 1);
  });

  const answers: Readonly<Partial<Record<SmtpAnswer, SendResult>>> = {
    unknown_mailbox: { kind: 'rejected', why: 'invalid_address' },
    greylisted: { kind: 'rate_limited', retryAfterMs: 300_000 },
    relay_denied: { kind: 'blocked', why: 'relay_denied' },
    sender_refused: { kind: 'blocked', why: 'relay_denied' },
    spam: { kind: 'rejected', why: 'refused' },
    busy_after_data: { kind: 'rate_limited', retryAfterMs: 300_000 },
    drop_after_data: { kind: 'unknown', why: 'answer_lost' },
    drop_before_data: { kind: 'unreachable' },
    auth_refused: { kind: 'blocked', why: 'unauthorized' },
  };
  for (const [answer, result] of Object.entries(answers)) {
    it(`${answer}: ${Object.values(result).join(' ')}, after one try`, async () => {
      smtp.setAnswer(answer as SmtpAnswer);
      assert.deepEqual(await send(), result);
      assert.ok(smtp.recipients.length <= 1);
    });
  }

  it('no answer after the whole mail: unknown', async () => {
    smtp.setAnswer('hang_after_data');
    assert.deepEqual(await send(300), { kind: 'unknown', why: 'timeout' });
    assert.equal(smtp.mails.length, 1);
  });

  it('nobody listens: surely not sent', async () => {
    await smtp.stop();
    assert.deepEqual(await send(), { kind: 'unreachable' });
  });

  it('a password that is wrong is a matter for staff', async () => {
    const url = smtp.url.replace(/:[^:@/]+@/, ':another@');
    assert.deepEqual(await send(5_000, url), { kind: 'blocked', why: 'unauthorized' });
  });

  describe('a server that is no mail server', () => {
    let server: Server;
    let url: string;
    const listen = async (greeting: string | null): Promise<void> => {
      server = createServer((socket) => {
        socket.on('error', () => undefined);
        if (greeting !== null) socket.end(greeting);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    afterEach(() => server.close());

    it('never greets: surely not sent, within the time limit', async () => {
      await listen(null);
      assert.deepEqual(await send(200, url), { kind: 'unreachable' });
    });

    it('greets with something else: surely not sent', async () => {
      await listen('HTTP/1.1 400 Bad Request\r\n\r\n');
      assert.equal((await send(2_000, url)).kind, 'unreachable');
    });

    it('does not speak TLS where the URL asks for it', async () => {
      await listen('220 mail.example ESMTP\r\n');
      assert.deepEqual(await send(2_000, url.replace('smtp:', 'smtps:')), { kind: 'blocked', why: 'tls' });
    });
  });
});
