/** Builds an element. Text goes in as text nodes only, so no data can become markup. */
export function element(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'onclick') node.addEventListener('click', value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...[children].flat().filter((child) => child !== null));
  return node;
}

/** Replaces a list's items by key, touching only those whose content changed: focus and scroll stay. */
export function renderKeyed(list, items, build) {
  const existing = new Map([...list.children].map((node) => [node.dataset.key, node]));
  items.forEach((item, index) => {
    const content = JSON.stringify(item.content);
    let node = existing.get(item.key);
    existing.delete(item.key);
    if (!node || node.dataset.content !== content) {
      const fresh = build(item.content);
      fresh.dataset.key = item.key;
      fresh.dataset.content = content;
      if (node) replaceKeepingFocus(node, fresh);
      node = fresh;
    }
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
  for (const node of existing.values()) node.remove();
}

function replaceKeepingFocus(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  old.replaceWith(fresh);
  if (focused) fresh.querySelector(`[data-focus="${focused}"]`)?.focus();
}

/** Sets text only when it differs, so that screen readers are not told the same again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const URL_PATTERN = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/g;

/** Text whose addresses are links. */
export function linked(text) {
  return text.split(URL_PATTERN).map((part, index) => {
    // Odd parts are what the pattern caught.
    if (index % 2 === 0) return part;
    return element('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part);
  });
}
