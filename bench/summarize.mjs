/** From single measurements to the figures of the table. */

/** @param {readonly number[]} values */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
}

/**
 * The ratio is taken pair by pair, so that a machine that changes its speed changes both sides of it.
 * @param {string} title
 * @param {readonly Awaited<ReturnType<typeof import('./measure-pair.mjs').measurePair>>[]} pairs
 */
export function summarizeCase(title, pairs) {
  const figures = (side) => ({
    wall: spread(pairs.map((pair) => pair[side].wall)),
    requests: spread(pairs.map((pair) => pair[side].requests)),
    pushed: spread(pairs.map((pair) => pair[side].pushed)),
    above: spread(pairs.map((pair) => pair[side].wall - pair.unavoidable)),
    ...(pairs[0][side].returned !== undefined && {
      returned: spread(pairs.map((pair) => pair[side].returned)),
    }),
  });
  return {
    title,
    script: figures('script'),
    lading: figures('lading'),
    unavoidable: spread(pairs.map((pair) => pair.unavoidable)),
    ratio: spread(pairs.map((pair) => pair.lading.wall / pair.script.wall)),
  };
}

/** @param {Record<string, number[]>} times */
export function summarizeStartUp(times) {
  const [bare, ...others] = Object.entries(times);
  const [bareName, bareTimes] = bare;
  return {
    [bareName]: { wall: spread(bareTimes) },
    ...Object.fromEntries(
      others.map(([name, all]) => [
        name,
        { wall: spread(all), ratio: spread(all.map((time, round) => time / bareTimes[round])) },
      ]),
    ),
  };
}
