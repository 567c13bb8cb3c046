/**
 * Personal data found in a history's JSON: everything every payload says is read too. Histories are kept for months
 * and read by many, so what identifies a person stays in the processor and the ledger.
 */
export function personalDataIn(json: string): string[] {
  const texts = [json, ...payloadsIn(json)];
  return SIGNS.flatMap(([what, sign]) => {
    const found = texts.map((text) => sign.exec(text)?.[0]).find((match) => match !== undefined);
    return found === undefined ? [] : [`${what} (${found})`];
  });
}

/** What lab customers have, and what any customer's data looks like. */
const SIGNS: readonly (readonly [what: string, sign: RegExp])[] = [
  ['a name', /Maria|Silva/i],
  ['an e-mail address', /[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}/i],
  ['a phone number', /(?<![\w.-])\+\d{8,15}|(?<![\w.-])(?:1415555|23324555)\d{4}(?!\d)|415\)? 555[ -]/],
  ['a link', /https?:\/\//],
  ['the text of a message', /Hello|Northwind/],
];

function payloadsIn(json: string): string[] {
  return [...json.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
    Buffer.from(data!, 'base64').toString('utf8'),
  );
}
