import { element, linked, renderKeyed, setText } from './dom.js';
import { clockText } from './timing.js';

const chat = document.querySelector('#chat');

/** @param send `(text) => Promise<boolean>`: whether it went out */
export function listenToReplies(send) {
  const form = document.querySelector('#reply');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const field = form.elements.text;
    if (field.value.trim() !== '' && (await send(field.value))) field.value = '';
    field.focus();
  });
}

/** Shows one customer's chat; without a customer, an empty phone. */
export function renderPhone(view, customer) {
  setText(document.querySelector('#contact'), view.business);
  setText(document.querySelector('#avatar'), initials(view.business));
  const caption = customer ? `${customer.name}’s phone, ${customer.phone}` : 'The customer’s phone';
  setText(document.querySelector('#whose'), caption);
  for (const field of document.querySelector('#reply').elements) field.disabled = !customer;
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
