import assert from 'node:assert/strict';
import { parseBody } from '../../src/adapters/rapiwa/answer-body.ts';
import { classifySend } from '../../src/adapters/rapiwa/classify.ts';
import type { SendResult } from '../../src/ports/message-channel.ts';

interface Given {
  status?: number;
  type?: string;
  body?: string | object;
  location?: string;
  retryAfter?: string;
}

function classify({ status = 200, type = 'application/json', body = '', ...headers }: Given): SendResult {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const { location = null, retryAfter = null } = headers;
  return classifySend({ kind: 'answered', status, body: parseBody(type, raw), location, retryAfter }, 0);
}

/** The result in one word or two, e.g. `blocked plan_expired`. */
function summary(given: Given): string {
  const result = classify(given);
  return 'why' in result ? `${result.kind} ${result.why}` : result.kind;
}

describe('the meaning of a Rapiwa answer', () => {
  it('finds the message id under each of its names, the documented one first', () => {
    const idOf = (body: object) => {
      const result = classify({ body });
      return result.kind === 'accepted' ? result.messageId : result.kind;
    };
    assert.equal(idOf({ success: true, id: 'E', msgId: 'C', messageId: 'B', message_id: 'A' }), 'A');
    assert.equal(idOf({ status: 'success', id: 'E', msgId: 'C', messageId: 'B' }), 'B');
    assert.equal(idOf({ success: true, data: { message_id: 'D' }, id: 'E', msgId: 'C' }), 'C');
    assert.equal(idOf({ success: true, data: { message_id: 'D' }, id: 'E' }), 'D');
    assert.equal(idOf({ success: true, data: { messageId: 'D' } }), 'D');
    assert.equal(idOf({ id: 'E' }), 'E');
    assert.equal(idOf({ success: true, message_id: 17, data: [] }), '17');
    assert.equal(idOf({ success: 'true', data: { id: 'D' } }), 'D');
    assert.equal(idOf({ success: true, message_id: {} }), null);
  });

  it('takes every success word of either shape', () => {
    for (const status of [true, 1, 200, 'success', 'ok', 'sent', 'queued', 'accepted', 'SUCCESS']) {
      assert.equal(summary({ body: { status } }), 'accepted');
    }
    assert.equal(summary({ status: 201, body: { success: true } }), 'accepted');
  });

  it('knows nothing where an answer says both: WhatsApp may have taken the message', () => {
    const both = { success: true, message_id: 'A' };
    for (const failure of [{ success: false }, { status: 'failed' }, { status: false }, { error: 'no' }]) {
      assert.equal(summary({ body: { ...both, ...failure } }), 'unknown contradiction');
    }
    assert.equal(summary({ body: { ...both, errors: { text: ['bad'] } } }), 'unknown contradiction');
    assert.equal(summary({ body: { success: true, error: 'Session expired' } }), 'unknown contradiction');
    assert.equal(summary({ body: { error: 'no', data: { messageId: 'D' } } }), 'unknown contradiction');
    // The id of a session is no message's.
    assert.equal(summary({ body: { success: false, error: 'no', id: 'E' } }), 'rejected refused');
    assert.equal(summary({ body: { ...both, error: '', errors: [] } }), 'accepted');
    assert.equal(summary({ body: { ...both, error: null, errors: {} } }), 'accepted');
  });

  it('reads what a failed answer complains of, whatever its status', () => {
    const complaints: Record<string, string> = {
      'Subscription Required: unlock WhatsApp sessions': 'blocked plan_expired',
      'Your trial has ended': 'blocked plan_expired',
      'Session expired, scan the QR code': 'blocked disconnected',
      'WhatsApp is not connected': 'blocked disconnected',
      'Device was logged out': 'blocked disconnected',
      'Device not found': 'blocked disconnected',
      'API key expired': 'blocked unauthorized',
      Unauthenticated: 'blocked unauthorized',
      'Too many requests': 'rate_limited',
      'This number is not on WhatsApp': 'rejected not_on_whatsapp',
      'number is not registered': 'rejected not_on_whatsapp',
      'The number format is invalid': 'rejected invalid_number',
      'Invalid phone': 'rejected invalid_number',
      'Something went wrong': 'rejected refused',
    };
    for (const [error, expected] of Object.entries(complaints)) {
      for (const status of [200, 400, 422])
        assert.equal(summary({ status, body: { error } }), expected, error);
      assert.equal(summary({ body: { success: false, message: error } }), expected, error);
      assert.equal(summary({ body: { success: false, error: { message: error } } }), expected, error);
    }
  });

  it('takes a 404 or 405 that no handler wrote for a wrong path', () => {
    for (const status of [404, 405]) {
      assert.equal(summary({ status, type: 'text/html', body: '<h1>Not Found</h1>' }), 'blocked wrong_path');
      assert.equal(
        summary({ status, body: { message: 'The route could not be found.' } }),
        'blocked wrong_path',
      );
      assert.equal(summary({ status }), 'blocked wrong_path');
      assert.equal(summary({ status, body: { error: 'number not registered' } }), 'rejected not_on_whatsapp');
    }
  });

  it('takes every redirect for a refusal: to the login page for a bad key, elsewhere for a wrong address', () => {
    assert.equal(
      summary({ status: 302, location: 'https://app.rapiwa.com/login?next=1' }),
      'blocked unauthorized',
    );
    assert.equal(summary({ status: 301, location: 'https://www.rapiwa.com/' }), 'blocked wrong_path');
    assert.equal(summary({ status: 302 }), 'blocked wrong_path');
  });

  it('never takes a server error or a gateway time-out for "not sent", whatever its text', () => {
    for (const status of [408, 500, 502, 503, 504]) {
      const body = { success: false, error: 'not connected' };
      assert.equal(summary({ status, body }), `unknown http_${status}`);
    }
  });

  it('takes a forbidden page for the key and a forbidden answer for the plan, unless it says otherwise', () => {
    assert.equal(
      summary({ status: 403, type: 'text/html', body: '<p>Forbidden</p>' }),
      'blocked unauthorized',
    );
    assert.equal(summary({ status: 403, body: { error: 'Forbidden' } }), 'blocked plan_expired');
    assert.equal(summary({ status: 403, body: { error: 'Invalid device key' } }), 'blocked unauthorized');
  });

  it('does not mistake other text for a verdict', () => {
    const texts = {
      '': 'empty',
      ' \n': 'empty',
      OK: 'not_json',
      '"sent"': 'not_json',
      null: 'not_json',
      '[]': 'not_json',
    };
    for (const [body, why] of Object.entries(texts)) assert.equal(summary({ body }), `unknown ${why}`);
    assert.equal(summary({ body: '<!doctype html>', type: '' }), 'unknown html');
    assert.equal(summary({ body: { connected: true } }), 'unknown no_verdict');
  });
});
