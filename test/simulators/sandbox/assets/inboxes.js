import { element, linked, renderKeyed } from './dom.js';
import { clockText } from './timing.js';

/** What reached the billing team's channel and the mailboxes, the newest first. */
export function renderInboxes({ slack, mails }) {
  renderInbox('slack', slack, ({ at, text }) => [
    element('span', { class: 'meta' }, clockText(at)),
    element('p', {}, linked(text)),
  ]);
  renderInbox('mails', mails, ({ at, to, subject, text }) => [
    element('div', { class: 'letter-head' }, [
      element('strong', {}, subject),
      element('span', { class: 'meta' }, clockText(at)),
    ]),
    element('span', { class: 'meta' }, `to ${to}`),
    element('p', {}, linked(text)),
  ]);
}

function renderInbox(name, letters, build) {
  const items = letters.map((letter) => ({ key: letter.id, content: letter }));
  renderKeyed(document.querySelector(`#${name}`), items, (letter) =>
    element('li', { class: 'letter' }, build(letter)),
  );
  document.querySelector(`#${name}-empty`).hidden = letters.length > 0;
}
