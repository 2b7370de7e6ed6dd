/**
 * How a measurement goes over time, judged by the lowest of each group of samples: between two collections memory rises,
 * and only what stays after them tells.
 *
 * @param {{at: number, value: number}[]} samples with times in ms
 * @param {number} groups
 * @returns {{mean: number, rise: number}} `rise`: by how much the straight line through them goes up from the first
 *   to the last sample
 */
export function trendOf(samples, groups) {
  const size = Math.max(1, Math.floor(samples.length / groups));
  const lowest = [];
  for (let from = 0; from + size <= samples.length; from += size) {
    const group = samples.slice(from, from + size);
    lowest.push(group.reduce((low, sample) => (sample.value < low.value ? sample : low)));
  }
  const mean = (pick) => lowest.reduce((sum, sample) => sum + pick(sample), 0) / lowest.length;
  const [meanAt, meanValue] = [mean(({ at }) => at), mean(({ value }) => value)];
  const spread = mean(({ at }) => (at - meanAt) ** 2);
  const slope = spread === 0 ? 0 : mean(({ at, value }) => (at - meanAt) * (value - meanValue)) / spread;
  return { mean: meanValue, rise: slope * (samples.at(-1).at - samples[0].at) };
}
