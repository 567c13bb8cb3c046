import { isAccepting, type RapiwaAnswer } from './answers.ts';

export interface AnswerOptions {
  /** How many sends get it; absent = all until the next `setAnswer`. */
  times?: number;
  /** `Retry-After` header of `rate_limited`: seconds, or an HTTP date. */
  retryAfter?: number | string;
  /** Overrides whether the customer gets the message all the same. */
  accepted?: boolean;
  /** Only a send to this number (digits) gets it; needs `times`. */
  to?: string;
}

export interface PlannedAnswer {
  kind: RapiwaAnswer;
  accepted: boolean;
  retryAfter: string | null;
  /** Whose it is; null = anybody's. */
  to: string | null;
}

/** The answers to come: counted ones in their order, then the standing one. */
export class AnswerQueue {
  #counted: PlannedAnswer[] = [];
  #standing: PlannedAnswer;

  constructor(standing: RapiwaAnswer) {
    this.#standing = planned(standing, {});
  }

  /** With `times` the answer joins the queue; without, it becomes the standing one and empties the queue. */
  set(kind: RapiwaAnswer, options: AnswerOptions = {}): void {
    const answer = planned(kind, options);
    if (options.times === undefined) {
      this.#standing = answer;
      this.#counted = [];
      return;
    }
    for (let count = 0; count < options.times; count += 1) this.#counted.push(answer);
  }

  take(number: string): PlannedAnswer {
    const index = this.#counted.findIndex(({ to }) => to === null || to === number);
    return index === -1 ? this.#standing : this.#counted.splice(index, 1)[0]!;
  }
}

export function planned(kind: RapiwaAnswer, options: AnswerOptions): PlannedAnswer {
  return {
    kind,
    accepted: options.accepted ?? isAccepting(kind),
    retryAfter: options.retryAfter === undefined ? null : String(options.retryAfter),
    to: options.to ?? null,
  };
}
