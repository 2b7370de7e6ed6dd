/** What the program that reads a journal with the binding alone can be asked. */
export type JournalQuestion = { read: 'all' } | { search: string; limit: number };

/** Events read, and how long that took, in ms. */
export interface JournalAnswer {
  count: number;
  time: number;
}
