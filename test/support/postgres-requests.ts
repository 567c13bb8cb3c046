/** One statement of a client, as the wire has it. */
export interface Statement {
  readonly sql: string;
  /** As text; SQL's null is left out. */
  readonly params: readonly string[];
}

/** What a client writes in one go: up to the point from which on it waits for an answer. */
export interface Request {
  readonly bytes: Buffer;
  /** Null for the greeting and the goodbye. */
  readonly statement: Statement | null;
}

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;
/** After these the client has said all: Sync, a simple query, Terminate. */
const LAST_OF_REQUEST = new Set(['S', 'Q', 'X']);

/**
 * Reads what a client without TLS and password writes, chunk by chunk. @returns the requests that a chunk completes
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function requestReader(): (chunk: Buffer) => readonly Request[] {
  let unread = Buffer.alloc(0);
  let messages: Buffer[] = [];
  let isGreeted = false;
  const prepared: Prepared = new Map();
  return (chunk) => {
    const complete: Request[] = [];
    unread = Buffer.concat([unread, chunk]);
    for (let size = sizeOf(unread, isGreeted); size <= unread.length; size = sizeOf(unread, isGreeted)) {
      const message = unread.subarray(0, size);
      unread = unread.subarray(size);
      messages.push(message);
      if (isGreeted && !LAST_OF_REQUEST.has(typeOf(message))) continue;
      complete.push({
        bytes: Buffer.concat(messages),
        statement: isGreeted ? statementOf(messages, prepared) : null,
      });
      messages = [];
      isGreeted = true;
    }
    return complete;
  };
}

/** Of the next message; infinite while too little of it is there. The greeting alone has no type. */
function sizeOf(unread: Buffer, isGreeted: boolean): number {
  const head = isGreeted ? TYPE_BYTES : 0;
  return unread.length < head + LENGTH_BYTES ? Infinity : head + unread.readInt32BE(head);
}

function typeOf(message: Buffer): string {
  return String.fromCharCode(message[0]!);
}

/** Statements that were prepared, by name: later requests only bind them. */
type Prepared = Map<string, string>;

function statementOf(messages: readonly Buffer[], prepared: Prepared): Statement | null {
  const body = (type: string) =>
    messages.find((message) => typeOf(message) === type)?.subarray(TYPE_BYTES + LENGTH_BYTES);
  const simple = body('Q');
  if (simple) return { sql: textAt(simple, 0).text, params: [] };
  const [parse, bind] = [body('P'), body('B')];
  if (parse) {
    const name = textAt(parse, 0);
    prepared.set(name.text, textAt(parse, name.end).text);
  }
  const named = parse ? textAt(parse, 0) : bind && textAt(bind, textAt(bind, 0).end);
  const sql = named && prepared.get(named.text);
  return sql === undefined ? null : { sql, params: bind ? paramsOf(bind) : [] };
}

/** A text that ends with a zero byte, and where the next thing begins. */
function textAt(body: Buffer, start: number): { readonly text: string; readonly end: number } {
  const zero = body.indexOf(0, start);
  return { text: body.toString('utf8', start, zero), end: zero + 1 };
}

function paramsOf(bind: Buffer): string[] {
  let at = textAt(bind, textAt(bind, 0).end).end;
  at += 2 + 2 * bind.readInt16BE(at);
  const params: string[] = [];
  let count = bind.readInt16BE(at);
  for (at += 2; count > 0; count -= 1) {
    const length = bind.readInt32BE(at);
    at += 4;
    if (length < 0) continue;
    params.push(bind.toString('utf8', at, at + length));
    at += length;
  }
  return params;
}
