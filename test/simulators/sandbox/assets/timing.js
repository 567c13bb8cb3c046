/** How long until an instant, in words as short as a label: `12 s`, `1 min 5 s`, `2 d 4 h`. */
export function untilText(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair(seconds, 60, 'min', 's');
  if (seconds < 86_400) return pair(Math.floor(seconds / 60), 60, 'h', 'min');
  return pair(Math.floor(seconds / 3600), 24, 'd', 'h');
}

function pair(count, size, large, small) {
  const rest = count % size;
  const head = `${Math.floor(count / size)} ${large}`;
  return rest === 0 ? head : `${head} ${rest} ${small}`;
}

export function clockText(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

/** e.g. `1 day = 10 s`. */
export function scaleText(dayLengthMs) {
  return dayLengthMs === 86_400_000 ? 'in real time' : `1 day takes ${untilText(dayLengthMs)}`;
}
