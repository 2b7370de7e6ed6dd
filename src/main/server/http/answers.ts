import type { ServerResponse } from 'node:http';

/** A request that cannot be served: its status and the error that its sender is told. */
export class HttpError extends Error {
  override name = 'HttpError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** When a sender whose events cannot be taken now may try again, in seconds. */
export const RETRY_AFTER = '1';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** Answers with JSON that nobody may keep or take for something else. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  sendText(response, status, JSON_TYPE, JSON.stringify(body), headers);
}

export function sendText(
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(text);
}

export function sendNothing(response: ServerResponse): void {
  response.writeHead(204);
  response.end();
}

export function sendError(response: ServerResponse, error: HttpError): void {
  const body = { error: { code: error.code, message: error.message } };
  sendJson(response, error.status, body, error.headers);
}
