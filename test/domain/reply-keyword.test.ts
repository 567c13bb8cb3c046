import assert from 'node:assert/strict';
import { readReplyKeyword } from '../../src/domain/reply-keyword.ts';
import { readSender } from '../../src/domain/whatsapp-number.ts';

describe('a reply that is a keyword', () => {
  const read = (text: string) => {
    const found = readReplyKeyword(text);
    return found && `${found.kind} ${found.language}${found.isAmbiguous ? ' ambiguous' : ''}`;
  };

  it('stops in every language that is shipped, in any case and dress', () => {
    const replies = [
      'STOP',
      ' stop. ',
      '«Stop!» 🛑',
      'Unsubscribe',
      'END',
      'quit',
      'Stop  all',
      'Alto',
      'PARAR',
    ];
    assert.deepEqual(replies.map(read), [
      ...Array.from({ length: 7 }, () => 'stop en'),
      'stop es',
      'stop es',
    ]);
    assert.deepEqual(['Arrêt', 'arret', 'STOPP', 'Abmelden', 'Sair', 'توقف', 'إيقاف', 'বন্ধ'].map(read), [
      'stop fr',
      'stop fr',
      'stop de',
      'stop de',
      'stop pt-BR',
      'stop ar',
      'stop ar',
      'stop bn',
    ]);
  });

  it('obeys what may mean the subscription, and says so', () => {
    assert.deepEqual(['Cancel', 'CANCELAR', 'kündigen', 'résilier'].map(read), [
      'stop en ambiguous',
      'stop es ambiguous',
      'stop de ambiguous',
      'stop fr ambiguous',
    ]);
  });

  it('starts again', () => {
    assert.deepEqual(['START', 'Unstop', 'empezar', 'anmelden', 'شروع', 'শুরু'].map(read), [
      'start en',
      'start en',
      'start es',
      'start de',
      null,
      'start bn',
    ]);
  });

  it('is exact: a sentence is for a person', () => {
    const sentences = [
      'please do not stop my account',
      'Stop asking, I paid',
      'nonstop',
      'weekend',
      '',
      '🛑',
      'ok',
    ];
    assert.deepEqual(
      sentences.map(read),
      sentences.map(() => null),
    );
    assert.equal(read(`stop${' '.repeat(100)}`), null);
  });
});

describe('who a WhatsApp message is from', () => {
  const read = (from: string, contactId: string | null = null) => {
    const sender = readSender({ from, contactId });
    return sender.kind === 'person' ? sender.numbers.join(' ') : sender.kind;
  };

  it('is a number, of whatever device of theirs', () => {
    assert.equal(read('14155550123@s.whatsapp.net'), '+14155550123');
    assert.equal(read('14155550123:7@s.whatsapp.net'), '+14155550123');
    assert.equal(read('+1 415 555 0123'), '+14155550123');
  });

  it('is the contact id where WhatsApp hides the number, if that is one', () => {
    assert.equal(read('9988776655443@lid', '+14155550123'), '+14155550123');
    assert.equal(read('9988776655443@lid', '9988776655443'), 'hidden');
    assert.equal(read('9988776655443@lid'), 'hidden');
  });

  it('is nobody in groups and broadcasts', () => {
    assert.deepEqual(
      ['120363@g.us', 'status@broadcast', '1@newsletter'].map((from) => read(from, '14155550123')),
      ['crowd', 'crowd', 'crowd'],
    );
  });

  it('is every way in which people write a number that WhatsApp keeps differently', () => {
    assert.equal(read('551187654321@s.whatsapp.net'), '+551187654321 +5511987654321');
    assert.equal(read('5511987654321@s.whatsapp.net'), '+5511987654321 +551187654321');
    assert.match(read('5215512345678@s.whatsapp.net'), /\+525512345678/);
    assert.match(read('5491123456789@s.whatsapp.net'), /\+5491123456789/);
  });
});
