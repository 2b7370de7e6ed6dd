/** The numbers of so many events. */
export const seqsTo = (head: number): number[] => Array.from({ length: head }, (_, index) => index + 1);
