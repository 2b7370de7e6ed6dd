/** What tools do, whatever their agents call them. */
export type ToolKind =
  | 'shell'
  | 'read'
  | 'list'
  | 'write'
  | 'edit'
  | 'patch'
  | 'search'
  | 'fetch'
  | 'web-search'
  | 'agent'
  | 'task'
  | 'task-list'
  | 'skill'
  | 'todos'
  | 'mcp'
  | 'other';

/** What the tools of all agents are called, in lower case. */
const NAMES: Partial<Record<ToolKind, readonly string[]>> = {
  shell: ['bash', 'shell', 'exec_command', 'local_shell', 'run_shell_command'],
  read: ['read', 'read_file', 'notebookread'],
  list: ['list', 'ls', 'list_directory'],
  write: ['write', 'write_file'],
  edit: ['edit', 'multiedit', 'replace', 'notebookedit'],
  patch: ['apply_patch', 'patch'],
  search: ['glob', 'grep', 'search_file_content', 'grep_search'],
  fetch: ['webfetch', 'web_fetch'],
  'web-search': ['websearch', 'google_web_search'],
  agent: ['agent', 'task'],
  task: ['taskcreate', 'taskupdate', 'taskget'],
  'task-list': ['tasklist'],
  skill: ['skill'],
  todos: ['todowrite', 'write_todos', 'update_plan'],
};

const KINDS = new Map(
  Object.entries(NAMES).flatMap(([kind, names]) => names.map((name) => [name, kind as ToolKind])),
);

/** What a tool does, told by its name. */
export function toolKind(tool: string): ToolKind {
  return KINDS.get(tool.toLowerCase()) ?? (tool.startsWith('mcp__') ? 'mcp' : 'other');
}
