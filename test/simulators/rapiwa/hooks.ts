import { setTimeout as pause } from 'node:timers/promises';
import { post, type PostedAnswer } from '../http/post.ts';

export interface HookOptions {
  url: string | null;
  /** Tries per payload; Rapiwa documents no retries, so 1 unless said otherwise. */
  attempts: number;
  /** Milliseconds between tries. */
  retryMs: number;
}

/** Posts payloads to the device's one webhook URL: no signature, no delivery id. */
export class RapiwaHook {
  url: string | null;
  readonly #options: HookOptions;
  readonly #closing = new AbortController();

  constructor(options: HookOptions) {
    this.url = options.url;
    this.#options = options;
  }

  /** The receiver's answer; null when it has no URL or never answered. */
  async post(payload: object): Promise<PostedAnswer | null> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#postOnce(payload);
      const isDone = answer !== null && answer.status < 500;
      if (isDone || attempt >= this.#options.attempts || this.#closing.signal.aborted) return answer;
      if (!(await this.wait(this.#options.retryMs))) return answer;
    }
  }

  /** False when the simulator was closed meanwhile. */
  async wait(ms: number): Promise<boolean> {
    const signal = this.#closing.signal;
    // The pause is only ever cut short by close.
    await pause(ms, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }

  close(): void {
    this.#closing.abort();
  }

  async #postOnce(payload: object): Promise<PostedAnswer | null> {
    if (this.url === null) return null;
    const signal = this.#closing.signal;
    // No answer is an ordinary outcome of a webhook, not a failure of the simulator.
    return post({ url: this.url, body: JSON.stringify(payload), signal }).catch(() => null);
  }
}
