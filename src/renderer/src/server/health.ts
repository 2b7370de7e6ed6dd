import type { ServerStatus } from '../../../shared/ipc';
import type { ServerStats } from '../../../shared/stats';
import { counted, duration } from '../lib/format';
import { refused, refusedBriefly } from '../shell/health-words';

/** One thing to know about the server, and how much it matters. */
export interface Finding {
  tone: 'ok' | 'warn' | 'bad';
  text: string;
}

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
    findings.push({
      tone: stats.events_dropped.not_stored > 0 ? 'bad' : 'warn',
      text: `${counted(all, 'event')} ${all === 1 ? 'was' : 'were'} refused since the start: ${reasons.map(refusedBriefly).join(', ')}.`,
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
