import { z } from 'zod';
import type { Goal, Result, Unit } from '../figure';

const UNITS = ['events/s', 'requests/s', '%', 'ms', 'MB'] as const satisfies Unit[];
const goalSchema = z.union([
  z.object({ of: z.enum(['ratio', 'subject']), atLeast: z.number() }),
  z.object({ of: z.enum(['ratio', 'difference', 'subject']), atMost: z.number() }),
]) satisfies z.ZodType<Goal>;
/** JSON has no word for what could not be measured, and says null. */
const figureSchema = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);
const resultSchema = z.object({
  name: z.string(),
  unit: z.enum(UNITS),
  goal: goalSchema,
  against: z.string(),
  subject: figureSchema,
  control: figureSchema,
  ratio: figureSchema,
  cpuRatio: z.number().nullable(),
}) satisfies z.ZodType<Result>;

/** A run of the benchmark, as it is kept in a file. */
export const reportSchema = z.object({
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    memoryGiB: z.number(),
    node: z.string(),
    date: z.string(),
  }),
  results: z.array(resultSchema),
});
export type Report = z.infer<typeof reportSchema>;
