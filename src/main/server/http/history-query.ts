import { z } from 'zod';
import { LIMITS } from '../../../shared/limits';

const position = z.coerce.number().int().min(0);

/** What a page of history may be asked for. Each filter narrows what the others leave. */
export const historyQuerySchema = z.strictObject({
  after: position.optional().describe('a whole number from 0'),
  before: position.optional().describe('a whole number from 0'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LIMITS.historyPage)
    .default(LIMITS.historyPage)
    .describe(`a whole number from 1 to ${LIMITS.historyPage}`),
  session: z.string().optional(),
  agent: z.string().optional(),
  type: z.string().optional(),
  tool: z.string().optional(),
  failed: z
    .literal('true')
    .transform(() => true)
    .optional()
    .describe('true'),
  since: position.optional().describe('a whole number of ms since 1970'),
  until: position.optional().describe('a whole number of ms since 1970'),
  q: z.string().min(1).optional().describe('text to look for'),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;
