/** How files are grouped and ordered. */
export type FileGrouping = 'project' | 'session';
export type FileOrder = 'changed' | 'used' | 'changes' | 'path';

/** How the view of files looks, and which file is looked at. */
export class FilesLook {
  grouping = $state<FileGrouping>('project');
  order = $state<FileOrder>('changed');
  /** Words that all must occur in a path. */
  text = $state('');
  /** Whether files that were only read are left out. */
  changedOnly = $state(false);
  /** Key of the file that is looked at. */
  chosen = $state<string | null>(null);
}
