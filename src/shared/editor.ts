import { z } from 'zod';

/** A place in a file of this machine. */
export const editorRequest = z.strictObject({
  /** From the root. */
  path: z
    .string()
    .max(4096)
    .regex(/^(?:\/|[a-z]:[\\/]|\\\\)/i, 'must be an absolute path')
    .refine((path) => !path.includes('\0'), 'must not hold NUL'),
  /** From 1. */
  line: z.int().min(1).max(100_000_000).optional(),
});
export type EditorRequest = z.infer<typeof editorRequest>;

/** Null where the file was opened; else why not, for the user. */
export interface EditorAnswer {
  readonly problem: string | null;
}
