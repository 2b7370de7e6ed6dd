import type { Activity, CallActivity, NoteActivity } from '../../../shared/activity/types';
import type { MonitorEvent } from '../../../shared/events';
import { messageText, promptText, toolInput, toolOutput } from '../../../shared/payload';
import type { Section } from './lines';
import { json, readable } from './readable';

const GONE = 'No longer in memory: the window keeps the payloads of the newest events.';
const NOTHING = 'None.';

/** The events that an entry was made of, where they are still in memory. */
export interface EntryEvents {
  start: MonitorEvent | undefined;
  stop: MonitorEvent | undefined;
}

/** What an entry's details say, in the words of its agent. */
export function entrySections(entry: Activity, events: EntryEvents): Section[] {
  return entry.kind === 'call' ? callSections(entry, events) : noteSections(entry, events.start);
}

/** The events as they are stored. */
export function rawSections(entry: Activity, { start, stop }: EntryEvents): Section[] {
  const sections: Section[] = [];
  if (start) sections.push({ title: entry.kind === 'call' ? 'Start' : 'Event', text: json(start) });
  if (stop) sections.push({ title: 'End', text: json(stop) });
  return sections.length === 0 ? [{ title: 'Raw', text: GONE }] : sections;
}

function callSections(call: CallActivity, { start, stop }: EntryEvents): Section[] {
  const input = { title: 'Input', text: inputText(start, stop) };
  const output = outputText(call, stop);
  if (!call.error) return [input, { title: 'Output', text: output }];
  // What the call carries is cut short; where its output is the same text, that one is whole.
  if (output.startsWith(call.error.replace(/…$/, '')))
    return [input, { title: 'Error', text: output, bad: true }];
  const error = { title: 'Error', text: call.error, bad: true };
  return output === NOTHING ? [input, error] : [input, error, { title: 'Output', text: output }];
}

// A stop repeats its input with most agents, so that a call whose start was not seen has one as well.
function inputText(start: MonitorEvent | undefined, stop: MonitorEvent | undefined): string {
  const event = start ?? stop;
  if (!event) return GONE;
  return readable(toolInput(event)) || 'Its agent told none.';
}

function outputText(call: CallActivity, stop: MonitorEvent | undefined): string {
  if (stop) return readable(toolOutput(stop)) || NOTHING;
  if (call.stopSeq !== null) return GONE;
  return call.state === 'running' || call.state === 'waiting' ? 'Not yet.' : 'Its agent told none.';
}

function noteSections(note: NoteActivity, event: MonitorEvent | undefined): Section[] {
  if (!event) return [{ title: note.label, text: note.summary || GONE }];
  const title = note.type === 'prompt' ? 'Prompt' : 'Message';
  const text = promptText(event) ?? messageText(event) ?? note.summary;
  return text === '' ? rawSections(note, { start: event, stop: undefined }) : [{ title, text }];
}
