import type { DeclineLookup } from '../../ports/declines.ts';
import { createPaddleReader, type PaddleClientOptions } from './client.ts';
import { lastErrorCode } from './readings.ts';
import { transactionAnswer } from './schemas.ts';

/** `payments[].error_code` of the transaction. */
export function createPaddleDeclines(options: PaddleClientOptions): DeclineLookup {
  const { read } = createPaddleReader(options);
  return {
    async declineCode(id) {
      const doing = `reading why transaction ${id} was declined`;
      const path = `/transactions/${encodeURIComponent(id)}`;
      const { data } = await read({ doing, path, schema: transactionAnswer });
      return lastErrorCode(data);
    },
  };
}
