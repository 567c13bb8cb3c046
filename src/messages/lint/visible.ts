const TAG = /\{\{-?([\s\S]*?)-?\}\}|\{%-?\s*(\w+)?([\s\S]*?)-?%\}/g;
/** What these compare with is never printed. */
const COMPARING = ['if', 'elsif', 'unless', 'case', 'when'];

/**
 * The part of a template that customers read as it stands: what is between the tags, and the words a tag prints
 * (`plural: one: 'invoice'`). The rest is blanks, so that every word keeps its line and place.
 */
export function visible(template: string): string {
  return template.replace(TAG, (tag: string, _output: string | undefined, name: string | undefined) =>
    name !== undefined && COMPARING.includes(name) ? blank(tag) : wordsIn(tag),
  );
}

function wordsIn(tag: string): string {
  // With a group in the pattern, every second part is what stands between quotes.
  return tag
    .split(/('[^']*'|"[^"]*")/)
    .map((part, index) => (index % 2 === 1 ? ` ${part.slice(1, -1)} ` : blank(part)))
    .join('');
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
