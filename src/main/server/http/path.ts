import type { IncomingMessage } from 'node:http';

/** What a request asks for, without the query behind it. */
export function pathOf({ url = '' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
