import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const told = z.object({ debtId: z.string(), status: z.string(), sequenceNumber: z.number() });

/** The business's CRM, as it receives statuses. */
export interface CrmReceiver {
  /** What makes the service tell it. */
  readonly env: Readonly<Record<string, string>>;
  /** Every status it took, in order: `in_1 first_notice #1`. */
  readonly taken: string[];
  /** From now on every request is answered with this HTTP status. */
  answer(status: number): void;
  close(): Promise<void>;
}

export async function startCrmReceiver(): Promise<CrmReceiver> {
  let status = 200;
  const taken: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const change = told.parse(JSON.parse(Buffer.concat(chunks).toString()));
      if (status < 300) taken.push(`${change.debtId} ${change.status} #${change.sequenceNumber}`);
      response.statusCode = status;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: { CRM_WEBHOOK_URL: `http://127.0.0.1:${port}/crm`, CRM_WEBHOOK_SECRET: 'shared with the CRM' },
    taken,
    answer: (next) => void (status = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
