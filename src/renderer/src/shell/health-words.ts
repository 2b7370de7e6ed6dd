import type { DropReason, ServerStats } from '../../../shared/stats';
import { count, counted } from '../lib/format';

/** Why events were lost to their senders. Those that only left memory were not: the journal has them. */
type Refusal = Exclude<DropReason, 'evicted'>;

interface RefusalWords {
  name: string;
  /** As a sentence goes on after "3 events refused:". */
  meaning: string;
  help?: string;
}

/** What refusals are called, what they mean, and what helps. */
export const REFUSALS: Record<Refusal, RefusalWords> = {
  malformed: {
    name: 'Malformed',
    meaning: 'not JSON objects with a type, or with a field of the wrong kind',
    help: 'Look at what the sender posts.',
  },
  too_large: {
    name: 'Too large',
    meaning: 'more than 8 MB in one request',
    help: 'Shorten the outputs that are sent.',
  },
  too_many: {
    name: 'Too many at once',
    meaning: 'more than 1,000 in one request',
    help: 'Send fewer at a time.',
  },
  too_deep: {
    name: 'Nested too deeply',
    meaning: 'nested deeper than 32 levels',
    help: 'Flatten them.',
  },
  unsupported_type: {
    name: 'Not JSON',
    meaning: 'not sent as application/json',
    help: 'Set the content type.',
  },
  forbidden: { name: 'Forbidden', meaning: 'sent by a web page, or under another host name' },
  rate_limited: {
    name: 'Too fast',
    meaning: 'more in a second than one source may send without the token; senders try again',
    help: 'Raise that limit, or send the token.',
  },
  overloaded: { name: 'Overloaded', meaning: 'more than could be stored at once; senders try again' },
  not_stored: {
    name: 'Not stored',
    meaning: 'the journal could not be written',
    help: 'Free space on the disk or lower its limits.',
  },
};

/** How many events were refused since the server started, by reason. */
export function refused({ events_dropped: dropped }: ServerStats): [Refusal, number][] {
  const reasons = Object.keys(REFUSALS) as Refusal[];
  return reasons.filter((reason) => dropped[reason] > 0).map((reason) => [reason, dropped[reason]]);
}

/** "2 malformed" */
export const refusedBriefly = ([reason, number]: [Refusal, number]): string =>
  `${count(number)} ${REFUSALS[reason].name.toLowerCase()}`;

/** The worst that happened since the server started, in words; null while all is well. */
export function refusedWords(stats: ServerStats): { text: string; title: string } | null {
  const all = refused(stats).toSorted(([, one], [, other]) => other - one);
  const [worst] = all;
  if (!worst) return null;
  const [reason, number] = worst;
  const { meaning, help = '' } = REFUSALS[reason];
  const text = `${counted(number, 'event')} refused: ${meaning}. ${help}`.trim();
  return { text, title: all.map(refusedBriefly).join('\n') };
}
