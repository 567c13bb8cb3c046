import { setText } from './dom.js';

const unplug = document.querySelector('#unplug');
const expire = document.querySelector('#expire');

/** @param change `(device: {phone?, key?}) => void` */
export function listenToDevice(change) {
  const isPressed = (button) => button.getAttribute('aria-pressed') === 'true';
  unplug.addEventListener('click', () => change({ phone: isPressed(unplug) ? 'linked' : 'unplugged' }));
  expire.addEventListener('click', () => change({ key: isPressed(expire) ? 'valid' : 'expired' }));
}

export function renderDevice({ phone, key }) {
  press(unplug, phone === 'unplugged', ['Unplug the phone', 'Plug it in']);
  press(expire, key === 'expired', ['Expire the key', 'Renew the key']);
}

function press(button, isBroken, [breakIt, repairIt]) {
  button.setAttribute('aria-pressed', String(isBroken));
  setText(button, isBroken ? repairIt : breakIt);
}
