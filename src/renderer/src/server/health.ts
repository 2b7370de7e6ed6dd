import type { ServerStatus } from '../../../shared/ipc';
import { DROP_REASONS, type DropReason, type ServerStats } from '../../../shared/stats';
import { count, counted, duration } from '../lib/format';

/** One thing to know about the server, and how much it matters. */
export interface Finding {
  tone: 'ok' | 'warn' | 'bad';
  text: string;
}

/** Why events were refused, in words; `evicted` is no loss, for the journal has those. */
export const DROP_WORDS: Record<DropReason, { name: string; meaning: string }> = {
  malformed: { name: 'Malformed', meaning: 'No JSON object, or a field of the wrong kind' },
  too_large: { name: 'Too large', meaning: 'More than 8 MB in one request' },
  too_many: { name: 'Too many at once', meaning: 'More than 1,000 events in one request' },
  too_deep: { name: 'Nested too deeply', meaning: 'More than 32 levels' },
  unsupported_type: { name: 'Not JSON', meaning: 'Sent with another content type' },
  forbidden: { name: 'Forbidden', meaning: 'From a web page, or under another host name' },
  rate_limited: {
    name: 'Too fast',
    meaning: 'More without the token than a source may send; senders try again',
  },
  overloaded: { name: 'Overloaded', meaning: 'More came than could be stored; senders try again' },
  not_stored: { name: 'Not stored', meaning: 'The journal could not be written: is the disk full?' },
  evicted: { name: 'Left memory', meaning: 'No loss: the journal has them' },
};

/** Latency from which the server is called slow, and lag from which a client is called behind. */
const SLOW_MS = 250;
const FAR_BEHIND = 1000;

const ALL_WELL: Finding = {
  tone: 'ok',
  text: 'All is well: every event was taken, and every client is up to date.',
};
const ATTACHED: Finding = {
  tone: 'ok',
  text: 'Another Tooltrail runs the server. Until it ends, nothing can be stopped, exported, imported or compacted here.',
};

/** How many events were lost to their senders, by reason; those that only left memory are not. */
export function refused({ events_dropped: dropped }: ServerStats): [DropReason, number][] {
  return DROP_REASONS.filter((reason) => reason !== 'evicted' && dropped[reason] > 0).map((reason) => [
    reason,
    dropped[reason],
  ]);
}

/** The server's health in words, the worst first. It says so when all is well. */
export function healthOf(status: ServerStatus, stats: ServerStats | null): Finding[] {
  if (status.state === 'failed') {
    return [{ tone: 'bad', text: `The server could not start. ${status.notice ?? ''}`.trim() }];
  }
  if (status.state === 'stopped')
    return [{ tone: 'warn', text: 'The server is stopped: nothing is received. Start it to go on.' }];
  const attached = status.state === 'attached';
  if (!stats || (status.state !== 'running' && !attached))
    return [{ tone: 'warn', text: 'Waiting for the server…' }];
  const troubles = [...lossesOf(stats), ...slownessOf(stats)];
  if (status.notice !== null && !attached) troubles.push({ tone: 'warn', text: status.notice });
  const findings = troubles.length > 0 ? troubles : [ALL_WELL];
  return attached ? [...findings, ATTACHED] : findings;
}

function lossesOf(stats: ServerStats): Finding[] {
  const findings: Finding[] = [];
  const reasons = refused(stats);
  const all = reasons.reduce((sum, [, number]) => sum + number, 0);
  if (all > 0) {
    const words = reasons.map(
      ([reason, number]) => `${count(number)} ${DROP_WORDS[reason].name.toLowerCase()}`,
    );
    findings.push({
      tone: stats.events_dropped.not_stored > 0 ? 'bad' : 'warn',
      text: `${counted(all, 'event')} ${all === 1 ? 'was' : 'were'} refused since the start: ${words.join(', ')}.`,
    });
  }
  if (stats.handler_errors > 0) {
    findings.push({
      tone: 'warn',
      text: `${counted(stats.handler_errors, 'time')} a handler failed at an event, which was kept all the same.`,
    });
  }
  return findings;
}

function slownessOf({ clients, latency }: ServerStats): Finding[] {
  const behind = clients.filter(({ lag }) => (lag ?? 0) > FAR_BEHIND);
  const findings: Finding[] = [];
  if (behind.length > 0) {
    const most = Math.max(...behind.map(({ lag }) => lag ?? 0));
    findings.push({
      tone: 'warn',
      text: `${counted(behind.length, 'client')} ${behind.length === 1 ? 'is' : 'are'} catching up, up to ${counted(most, 'event')} behind. Nothing is lost.`,
    });
  }
  if (latency.p95 > SLOW_MS) {
    findings.push({
      tone: 'warn',
      text: `Events take long to reach clients: ${duration(latency.p95)} for the slowest 5 %.`,
    });
  }
  return findings;
}
