import { toolKind, type ToolKind } from '../../../../shared/tool-kinds';
import type { Section } from '../sections';
import { agentSections } from './agent';
import type { CallData } from './call-data';
import { editSections } from './edit';
import { mcpSections, otherSections } from './other';
import { readSections } from './read';
import { listSections, searchSections } from './search';
import { shellSections } from './shell';
import { taskListSections, taskSections, todosSections } from './tasks';
import { fetchSections, webSearchSections } from './web';

interface Renderer {
  /** What its tab is called. */
  readonly tab: string;
  readonly sections: (data: CallData) => Section[];
}

const EDIT: Renderer = { tab: 'Diff', sections: editSections };
const OTHER: Renderer = { tab: 'Call', sections: otherSections };

/** How calls of each kind of tool are shown. */
const RENDERERS: Record<ToolKind, Renderer> = {
  shell: { tab: 'Command', sections: shellSections },
  read: { tab: 'File', sections: readSections },
  list: { tab: 'Entries', sections: listSections },
  write: EDIT,
  edit: EDIT,
  patch: EDIT,
  search: { tab: 'Matches', sections: searchSections },
  fetch: { tab: 'Page', sections: fetchSections },
  'web-search': { tab: 'Results', sections: webSearchSections },
  agent: { tab: 'Agent', sections: agentSections },
  task: { tab: 'Task', sections: taskSections },
  'task-list': { tab: 'Tasks', sections: taskListSections },
  skill: OTHER,
  todos: { tab: 'List', sections: todosSections },
  mcp: { tab: 'Call', sections: mcpSections },
  other: OTHER,
};

/** Whether its own tab shows all of input and output, as they are. */
export function showsAll(tool: string): boolean {
  const { sections } = RENDERERS[toolKind(tool)];
  return sections === otherSections || sections === mcpSections;
}

export const toolTab = (tool: string): string => RENDERERS[toolKind(tool)].tab;

/** What the details of a call show, by what its tool does. */
export function toolSections(data: CallData): Section[] {
  return RENDERERS[toolKind(data.tool)].sections(data);
}
