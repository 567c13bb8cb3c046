import { element, renderKeyed, setText } from './dom.js';
import { clockText } from './timing.js';

const chat = document.querySelector('#chat');

/** Shows one customer's chat; without a customer, an empty phone. */
export function renderPhone(view, customer) {
  setText(document.querySelector('#contact'), view.business);
  setText(document.querySelector('#avatar'), initials(view.business));
  const caption = customer ? `${customer.name}’s phone, ${customer.phone}` : 'The customer’s phone';
  setText(document.querySelector('#whose'), caption);
  const wasAtEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 40;
  const before = chat.dataset.last;
  renderKeyed(chat, chatItems(customer), buildItem);
  const last = customer?.chat.at(-1)?.id ?? '';
  chat.dataset.last = last;
  if (wasAtEnd || before !== last) chat.scrollTop = chat.scrollHeight;
}

/** Messages with a day chip wherever another scaled day begins. */
function chatItems(customer) {
  if (!customer) return [];
  const items = [];
  let day = null;
  for (const line of customer.chat) {
    if (line.day !== null && line.day !== day) {
      day = line.day;
      items.push({ key: `day-${customer.id}-${line.id}`, content: { day } });
    }
    items.push({ key: line.id, content: line });
  }
  return items;
}

function buildItem(item) {
  if (!('text' in item)) return element('li', { class: 'day' }, `Day ${item.day}`);
  const isBusiness = item.from === 'business';
  return element('li', { class: `bubble ${isBusiness ? 'in' : 'out'}` }, [
    element('p', {}, linked(item.text)),
    element('span', { class: 'meta' }, [clockText(item.at), isBusiness ? ticks(item.receipt) : null]),
  ]);
}

const URL_PATTERN = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/g;

function linked(text) {
  return text.split(URL_PATTERN).map((part, index) => {
    // Odd parts are what the pattern caught.
    if (index % 2 === 0) return part;
    return element('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part);
  });
}

const RECEIPTS = { sent: '✓', delivered: '✓✓', read: '✓✓' };

function ticks(receipt) {
  const label = receipt ?? 'handed over';
  const attributes = { class: `ticks ${receipt ?? 'none'}`, role: 'img', 'aria-label': label, title: label };
  return element('span', attributes, RECEIPTS[receipt] ?? '·');
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word[0].toUpperCase())
    .join('');
}
