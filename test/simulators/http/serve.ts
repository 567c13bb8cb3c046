import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; can be served alone or mounted behind another server's routing. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface RunningServer {
  /** e.g. `http://127.0.0.1:40123`, without a trailing slash. */
  url: string;
  close(): Promise<void>;
}

/** Serves a handler on loopback; port 0 takes any free port. */
export async function serve(handler: RequestHandler, port = 0): Promise<RunningServer> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => failRequest(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Held and hanging answers would otherwise keep the server open for ever.
        server.closeAllConnections();
      }),
  };
}

/** A simulator on a server of its own; it stops before its server does. */
export function onServer<Simulator extends { close(): Promise<void> }>(
  server: RunningServer,
  simulator: Simulator,
): Simulator & RunningServer {
  const close = async (): Promise<void> => {
    await simulator.close();
    await server.close();
  };
  return { ...simulator, url: server.url, close };
}

function failRequest(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`simulator request failed: ${message}\n`);
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  response.end('simulator failure');
}
