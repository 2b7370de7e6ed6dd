import type { DropReason, ServerStats } from '../../../shared/stats';
import { count, counted, tenth } from '../lib/format';

/** Why events were refused, and what helps, as a sentence goes on after "3 events refused:". */
const REASONS: Record<DropReason, string> = {
  malformed: 'not JSON objects with a type. Look at what the sender posts.',
  too_large: 'larger than 8 MiB. Shorten the outputs that are sent.',
  too_many: 'more than 1,000 in one request. Send fewer at a time.',
  too_deep: 'nested deeper than 32 levels. Flatten them.',
  unsupported_type: 'not sent as application/json. Set the content type.',
  forbidden: 'sent by a web page or under another host name.',
  rate_limited:
    'more in a second than one source may send without the token. Raise that limit, or send the token.',
  overloaded: 'more than could be stored at once. Their senders were told to try again.',
  not_stored: 'the journal could not be written. Free space on the disk or lower its limits.',
  evicted: '',
};

/** The worst that happened since the server started, in words; null while all is well. */
export function refusedWords(stats: ServerStats): { text: string; title: string } | null {
  const refused = (Object.entries(stats.events_dropped) as [DropReason, number][])
    // What only left memory is still in the journal.
    .filter(([reason, number]) => reason !== 'evicted' && number > 0)
    .sort(([, one], [, other]) => other - one);
  const [worst] = refused;
  if (!worst) return null;
  const [reason, number] = worst;
  const title = refused.map(([name, times]) => `${count(times)} ${name.replaceAll('_', ' ')}`).join('\n');
  return { text: `${counted(number, 'event')} refused: ${REASONS[reason] || reason}`, title };
}

/** 18 MB */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value < 10 && unit > 0 ? tenth(value) : Math.round(value)} ${units[unit] ?? ''}`;
}
