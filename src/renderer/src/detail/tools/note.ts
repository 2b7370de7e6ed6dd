import type { NoteActivity } from '../../../../shared/activity/types';
import type { MonitorEvent } from '../../../../shared/events';
import { messageText, promptText, textAt, toolInput } from '../../../../shared/payload';
import { COMMON_FIELDS } from '../../../../shared/repeated-fields';
import { factsSection, hint, present, textSection, valueSection } from '../make-sections';
import type { Section } from '../sections';
import { callData, otherFields } from './call-data';
import { toolSections } from './index';

/** What every hook carries, or what is shown elsewhere: it tells nothing of this one. */
const COMMON = [
  ...COMMON_FIELDS,
  'turn_id',
  'agent_id',
  'timestamp',
  'hook',
  'type',
  'event',
  'subtype',
  'tool_name',
  'tool_input',
  'prompt',
  'prompt_text',
  'prompt_response',
  'message',
  'last_assistant_message',
  'stop_hook_active',
  'effort',
];

/** A prompt, a message, the end of a turn, or any other event that is no call. */
export function noteSections(note: NoteActivity, event: MonitorEvent, folder: string | null): Section[] {
  if (note.type === 'permission_request' || note.type === 'permission_denied')
    return questionSections(note, event, folder);
  const said = promptText(event) ?? messageText(event);
  const text =
    said === null
      ? null
      : textSection(titleOf(note), said, { look: 'prose', bad: note.type === 'turn_error' });
  const sections = present(
    text,
    factsSection([
      { name: 'Agent', text: event.agent_type },
      { name: 'Model', text: event.model },
      { name: 'Folder', text: note.type === 'session_start' ? event.cwd : null, code: true },
      { name: 'Kind', text: textAt(event.data, 'notification_type') },
    ]),
    note.type === 'prompt' ? null : valueSection('Told', otherFields(event.data, ...COMMON)),
  );
  return sections.length === 0 ? [hint('It tells nothing more.')] : sections;
}

/** What somebody is asked leave for, as its call would show it. */
function questionSections(note: NoteActivity, event: MonitorEvent, folder: string | null): Section[] {
  const state = note.type === 'permission_denied' ? 'denied' : 'waiting';
  const asked = { tool: event.tool ?? '', error: null, state, stopSeq: null } as const;
  const data = callData(asked, { start: event, stop: undefined }, folder);
  const reason = textAt(event.data, 'reason');
  return present(
    reason !== null && textSection('Reason', reason, { look: 'prose' }),
    ...(toolInput(event) === undefined
      ? [hint('Its agent did not tell what it asked for.')]
      : toolSections(data)),
    valueSection('Offered rules', event.data['permission_suggestions']),
  ).filter(({ kind }, index, all) => kind !== 'hint' || all.length === 1 || index === 0);
}

function titleOf({ type }: NoteActivity): string {
  switch (type) {
    case 'prompt':
      return 'Prompt';
    case 'turn_stop':
    case 'subagent_stop':
      return 'Last message';
    case 'turn_error':
      return 'Error';
    case 'session_end':
      return 'Reason';
    case 'task_created':
    case 'task_completed':
      return 'Task';
    default:
      return 'Message';
  }
}
