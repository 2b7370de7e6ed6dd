import type { IncomingMessage } from 'node:http';

/** What a request asks for, without the query behind it. */
export function pathOf({ url = '' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** The query behind the path: all of it, as a value in it may hold another question mark. */
export function queryOf(request: IncomingMessage): string {
  return (request.url ?? '').slice(pathOf(request).length + 1);
}
