/** Buckets in each doubling: a percentile is off by a tenth at most. */
const PER_DOUBLING = 4;

/** The bucket of a duration, ms. The first one holds all below 1 ms. */
export function bucketOf(ms: number): number {
  return ms < 1 ? 0 : 1 + Math.floor(Math.log2(ms) * PER_DOUBLING);
}

/** Where a bucket begins, ms. */
export function bucketStart(bucket: number): number {
  return bucket === 0 ? 0 : 2 ** ((bucket - 1) / PER_DOUBLING);
}

/** How long things took: how many fell into each of the buckets, which grow by the same factor. */
export class Durations {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #sum = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** ms */
  get sum(): number {
    return this.#sum;
  }

  /** ms; 0 where there is nothing. */
  get max(): number {
    return this.#max;
  }

  /** How many are in each bucket, in order; buckets without any are left out. */
  get buckets(): [bucket: number, count: number][] {
    return [...this.#counts].sort(([one], [other]) => one - other);
  }

  add(ms: number): void {
    this.#put(bucketOf(ms), 1);
    this.#sum += ms;
    this.#max = Math.max(this.#max, ms);
  }

  /** Takes back what was added. The longest of the rest is then known no better than its bucket. */
  remove(ms: number): void {
    this.#put(bucketOf(ms), -1);
    this.#sum -= ms;
    const last = this.buckets.at(-1)?.[0];
    this.#max = last === undefined ? 0 : Math.min(this.#max, bucketStart(last + 1));
  }

  addAll(others: Durations): void {
    for (const [bucket, count] of others.#counts) this.#put(bucket, count);
    this.#sum += others.#sum;
    this.#max = Math.max(this.#max, others.#max);
  }

  /** The duration, ms, that a share of all stay below, about; 0 where there are none. */
  quantile(share: number): number {
    let left = Math.ceil(share * this.#count);
    for (const [bucket, count] of this.buckets) {
      left -= count;
      // The middle of a bucket, for things that grow by a factor.
      if (left <= 0)
        return Math.min(this.#max, Math.sqrt(Math.max(0.25, bucketStart(bucket)) * bucketStart(bucket + 1)));
    }
    return 0;
  }

  #put(bucket: number, count: number): void {
    const now = (this.#counts.get(bucket) ?? 0) + count;
    if (now === 0) this.#counts.delete(bucket);
    else this.#counts.set(bucket, now);
    this.#count += count;
  }
}
