import { setText } from './dom.js';

const id = location.pathname.split('/').at(-1);
const payButton = document.querySelector('#pay');
const state = document.querySelector('#state');

const STATES = {
  open: '',
  paid: 'Paid. Thank you.',
  void: 'This invoice was voided.',
  uncollectible: 'This invoice is no longer collected.',
};

async function show() {
  const response = await fetch(`/sandbox/invoice?id=${encodeURIComponent(id)}`);
  const invoice = await response.json();
  if (!response.ok) return setText(state, 'There is no such invoice.');
  setText(document.querySelector('#business'), invoice.business);
  setText(document.querySelector('#amount'), invoice.amount);
  setText(document.querySelector('#detail'), `Invoice ${invoice.number} for ${invoice.customer}`);
  setText(state, STATES[invoice.status] ?? invoice.status);
  payButton.hidden = invoice.status !== 'open';
}

payButton.addEventListener('click', async () => {
  payButton.disabled = true;
  const headers = { 'content-type': 'application/json' };
  await fetch('/sandbox/pay', { method: 'POST', headers, body: JSON.stringify({ invoice: id }) });
  await show();
});

void show();
