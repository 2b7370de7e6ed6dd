import { firstTextAt, textAt, valueAt } from '../../../../shared/payload';
import { factsSection, present, textSection } from '../make-sections';
import type { CheckState, ChecksSection, Section } from '../sections';
import { errorSection, listAt, outputSections, type CallData } from './call-data';

/** A list of what is to be done, as the agent keeps it. */
export function todosSections(data: CallData): Section[] {
  const list =
    listAt(data.input, 'todos').length > 0 ? listAt(data.input, 'todos') : listAt(data.input, 'plan');
  const why = textAt(data.input, 'explanation');
  return present(
    why !== null && textSection('Why', why, { look: 'prose' }),
    checks('To do', list),
    errorSection(data),
  );
}

/** The tasks that the agent looked at. */
export function taskListSections(data: CallData): Section[] {
  const list = checks('Tasks', listAt(data.response, 'tasks'));
  return list.items.length > 0 ? present(list, errorSection(data)) : outputSections(data);
}

/** One task that was made, changed or looked at. */
export function taskSections(data: CallData): Section[] {
  const { input, response } = data;
  const task = valueAt(response, 'task');
  const told = (key: string) => textAt(input, key) ?? textAt(task, key);
  const description = told('description');
  return present(
    checks('Task', [
      { subject: told('subject') ?? `Task ${told('taskId') ?? ''}`, status: told('status') ?? 'pending' },
    ]),
    factsSection([
      { name: 'Number', text: textAt(task, 'id') ?? textAt(input, 'taskId') },
      { name: 'Meanwhile', text: told('activeForm') },
      { name: 'Owner', text: told('owner') },
    ]),
    description !== null && textSection('Description', description, { look: 'prose' }),
    ...(data.error !== null || task === undefined ? outputSections(data) : []),
  );
}

const STATES = new Map<string, CheckState>([
  ['in_progress', 'in-progress'],
  ['completed', 'completed'],
  ['done', 'completed'],
  ['cancelled', 'cancelled'],
  ['deleted', 'cancelled'],
]);

function checks(title: string, list: readonly unknown[]): ChecksSection {
  const items = list.map((item) => ({
    text: firstTextAt(item, 'content', 'subject', 'step', 'description', 'text') ?? JSON.stringify(item),
    state: STATES.get(textAt(item, 'status') ?? '') ?? 'pending',
    note: firstTextAt(item, 'owner', 'priority') ?? '',
  }));
  const done = items.filter(({ state }) => state === 'completed').length;
  return { kind: 'checks', title, items, remark: { text: `${done} of ${items.length} done` } };
}
