import { ActivityModel } from '../../../shared/activity/activity-model';
import type { Activity, CallActivity, SessionActivity } from '../../../shared/activity/types';
import type { MonitorEvent } from '../../../shared/events';
import type { ExportRequest } from '../../../shared/jobs';
import type { EventJournal } from '../event-journal';
import { eventsOf } from '../journal/page';
import type { JobControl } from '../jobs/jobs';
import { escapeHtml } from './html';
import { callHtml, noteHtml } from './html-entry';
import { counted, duration, fullTime } from './html-words';
import { matchingEvents } from './matching-events';
import style from './report.css?raw';

/** The newest entries alone are shown beyond this many: a longer page would open in no browser. */
const MOST_ENTRIES = 20_000;
/** Bars in the picture of a session's activity. */
const BARS = 120;
/** No payload is longer, so one event always comes whole. */
const ONE_EVENT = { limit: 1, maxLength: 1 };

/**
 * The selected events as one page that needs nothing else: no script, no other file. A first pass learns what happened,
 * which takes a line of memory an entry; a second one writes the entries, reading their payloads one at a time.
 */
export async function* htmlReport(
  journal: EventJournal,
  { selection, title }: ExportRequest,
  control: JobControl,
  count: (events: number) => void,
): AsyncGenerator<string> {
  const model = new ActivityModel({ maxEntries: MOST_ENTRIES });
  const learning = {
    ...control,
    progress: (done: number, total: number) => control.progress(done, total * 2),
  };
  for await (const events of matchingEvents(journal, selection, learning)) {
    count(events.length);
    for (const event of events) model.apply(event);
  }
  const sessions = [...model.sessions.values()].sort((one, other) => one.firstAt - other.firstAt);
  yield headHtml(title, sessions, model.entries());
  const total = model.entries().length;
  let done = 0;
  for (const session of sessions) {
    const entries = model.entries(session.key);
    yield sessionHtml(session, entries);
    for (const entry of entries) {
      control.signal.throwIfAborted();
      yield await entryHtml(journal, session, entry);
      control.progress(total + ++done, total * 2);
    }
    yield '</section>\n';
  }
  yield '</main>\n</body>\n</html>\n';
}

async function entryHtml(journal: EventJournal, session: SessionActivity, entry: Activity): Promise<string> {
  const agent = session.agents.find(({ id }) => id === entry.agentId);
  if (entry.kind === 'note') return noteHtml(entry, await eventAt(journal, entry.seq), agent);
  const events = {
    start: await eventAt(journal, entry.startSeq),
    stop: await eventAt(journal, entry.stopSeq),
  };
  return callHtml(entry, events, agent);
}

/** Undefined where it is not kept any more. */
async function eventAt(journal: EventJournal, seq: number | null): Promise<MonitorEvent | undefined> {
  if (seq === null) return undefined;
  const page = await journal.readAfter(seq - 1, ONE_EVENT);
  return page.first === seq ? eventsOf(page)[0] : undefined;
}

function headHtml(title: string, sessions: SessionActivity[], entries: readonly Activity[]): string {
  const calls = entries.filter((entry) => entry.kind === 'call');
  const all = sessions.reduce((sum, session) => sum + session.calls, 0);
  const failed = sessions.reduce((sum, session) => sum + session.failed, 0);
  const first = Math.min(...sessions.map(({ firstAt }) => firstAt));
  const last = Math.max(...sessions.map(({ lastAt }) => lastAt));
  const period = sessions.length === 0 ? 'Nothing was found' : `${fullTime(first)} – ${fullTime(last)}`;
  const left = all - calls.length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Tooltrail</title>
<style>
${style}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${period}</p>
<ul><li><b>${sessions.length.toLocaleString()}</b> ${sessions.length === 1 ? 'session' : 'sessions'}</li><li><b>${all.toLocaleString()}</b> ${all === 1 ? 'call' : 'calls'}</li><li class="${failed > 0 ? 'bad' : ''}"><b>${failed.toLocaleString()}</b> failed</li><li><b>${duration(Math.max(0, last - first) || 0)}</b> from first to last</li></ul>
${left > 0 ? `<p class="cut">The newest ${counted(calls.length, 'call')} are shown; an export as JSONL has all.</p>` : ''}
</header>
${toolsHtml(calls)}
`;
}

function toolsHtml(calls: CallActivity[]): string {
  const tools = new Map<string, { calls: number; failed: number; ms: number }>();
  for (const { tool, state, durationMs } of calls) {
    const row = tools.get(tool) ?? { calls: 0, failed: 0, ms: 0 };
    row.calls++;
    if (state === 'failure') row.failed++;
    row.ms += durationMs ?? 0;
    tools.set(tool, row);
  }
  if (tools.size === 0) return '';
  const rows = [...tools].sort(([, one], [, other]) => other.calls - one.calls);
  const most = rows[0]![1].calls;
  const lines = rows.map(
    ([tool, { calls, failed, ms }]) =>
      `<tr><th scope="row">${escapeHtml(tool)}</th><td class="bar"><meter min="0" max="${most}" value="${calls}">${calls}</meter></td><td>${calls.toLocaleString()}</td><td class="${failed > 0 ? 'bad' : 'dim'}">${failed.toLocaleString()}</td><td>${duration(ms)}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">Tool</th><th></th><th scope="col">Calls</th><th scope="col">Failed</th><th scope="col">Time</th></tr></thead><tbody>
${lines.join('\n')}
</tbody></table>`;
}

function sessionHtml(session: SessionActivity, entries: readonly Activity[]): string {
  const { project, key, source, model, cwd, calls, failed, firstAt } = session;
  const facts = [source, model, cwd, fullTime(firstAt)].filter((fact) => fact !== null);
  return `<section>
<h2>${escapeHtml(project ?? (key.slice(0, 8) || 'No session'))}<small>${counted(calls, 'call')}${failed > 0 ? `, <span class="bad">${failed.toLocaleString()} failed</span>` : ''}</small></h2>
<p class="facts">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join('')}</p>
${stripHtml(entries)}
`;
}

/** When the session's calls began, and which of those failed. */
function stripHtml(entries: readonly Activity[]): string {
  const calls = entries.filter((entry) => entry.kind === 'call');
  const [from, to] = [calls[0]?.at, calls.at(-1)?.at];
  if (from === undefined || to === undefined || from === to) return '';
  const bars = Array.from({ length: BARS }, () => ({ calls: 0, failed: 0 }));
  for (const { at, state } of calls) {
    const bar = bars[Math.min(BARS - 1, Math.floor(((at - from) / (to - from)) * BARS))]!;
    bar.calls++;
    if (state === 'failure') bar.failed++;
  }
  const most = Math.max(...bars.map((bar) => bar.calls));
  const rects = bars.flatMap((bar, index) => [
    rectHtml('run', index, bar.calls / most),
    rectHtml('bad', index, bar.failed / most),
  ]);
  return `<svg viewBox="0 0 ${BARS * 8} 32" role="img" aria-label="Calls over time: ${counted(calls.length, 'call')}">${rects.join('')}</svg>`;
}

function rectHtml(className: string, index: number, share: number): string {
  if (share === 0) return '';
  const height = Math.max(2, Math.round(share * 32));
  return `<rect class="${className}" x="${index * 8}" y="${32 - height}" width="6" height="${height}" rx="1"/>`;
}
