import { z } from 'zod';
import { LIMITS } from './limits';

/** Where the window can be led from outside: by a link, a notification, the tray or a menu. */
const destinationSchema = z.discriminatedUnion('view', [
  z.strictObject({ view: z.literal('overview') }),
  z.strictObject({ view: z.literal('settings') }),
  z.strictObject({ view: z.literal('agents') }),
  z.strictObject({ view: z.literal('session'), session: z.string().min(1).max(LIMITS.nameLength) }),
]);
export type Destination = z.infer<typeof destinationSchema>;

/** The scheme of links that lead into the app. */
export const LINK_SCHEME = 'tooltrail';

const LINK = /^tooltrail:\/\/(overview|settings|session)(?:\/([^/?#]+))?\/?$/i;

/** Where a link leads: `tooltrail://overview`, `tooltrail://settings` or `tooltrail://session/ID`. Null for all else. */
export function parseLink(text: string): Destination | null {
  const [, view, part] = LINK.exec(text) ?? [];
  if (view === undefined) return null;
  const wanted =
    part === undefined ? { view: view.toLowerCase() } : { view: view.toLowerCase(), session: decoded(part) };
  return destinationSchema.safeParse(wanted).data ?? null;
}

/** The first link on a command line. */
export function linkIn(args: readonly string[]): Destination | null {
  const link = args.find((arg) => arg.toLowerCase().startsWith(`${LINK_SCHEME}://`));
  return link === undefined ? null : parseLink(link);
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
