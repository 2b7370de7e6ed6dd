import type { Activity, CallActivity } from '../../../shared/activity/types';
import type { MonitorEvent } from '../../../shared/events';
import { hint, present, valueSection } from './make-sections';
import type { Section } from './sections';
import { callData, silence } from './tools/call-data';
import { showsAll, toolSections, toolTab } from './tools/index';
import { noteSections } from './tools/note';

/** One way to look at an entry. */
export interface DetailTab {
  readonly name: string;
  /** What it shows, made when it is looked at. */
  readonly sections: () => Section[];
}

/** The events that an entry was made of, as far as they are there. */
export interface EntryEvents {
  readonly start: MonitorEvent | undefined;
  readonly stop: MonitorEvent | undefined;
}

/**
 * The ways to look at an entry: first the one made for its tool.
 *
 * @param folder the folder of its session
 */
export function tabsOf(entry: Activity, events: EntryEvents, folder: string | null): DetailTab[] {
  const raw = { name: 'Raw', sections: () => rawSections(entry, events) };
  if (entry.kind === 'call') return [...callTabs(entry, events, folder), raw];
  const { start } = events;
  return [{ name: 'Event', sections: () => (start ? noteSections(entry, start, folder) : []) }, raw];
}

function callTabs(call: CallActivity, events: EntryEvents, folder: string | null): DetailTab[] {
  const data = callData(call, events, folder);
  const own = { name: toolTab(call.tool), sections: () => toolSections(data) };
  if (showsAll(call.tool)) return [own];
  const plain = (name: string, value: unknown, otherwise: string): DetailTab => ({
    name,
    sections: () => [valueSection(name, value) ?? hint(otherwise)],
  });
  return [
    own,
    plain('Input', data.input, 'It was called with nothing.'),
    plain('Output', data.response, silence(data)),
  ];
}

/** The events as they are stored. */
function rawSections({ kind }: Activity, { start, stop }: EntryEvents): Section[] {
  return present(
    start && valueSection(kind === 'call' ? 'Start' : 'Event', start),
    stop && valueSection('End', stop),
  );
}
