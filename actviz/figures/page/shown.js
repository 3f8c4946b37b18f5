// What is read off functions beside their curves: samples, another range, extrema.

// A function that is known at samples alone: straight between them, nothing beyond.
const stretchOf = (table, x) => table.findIndex(([xs]) => x >= xs[0] && x <= xs[xs.length - 1]);
function along(table, x) {
  const part = stretchOf(table, x);
  if (part < 0) return NaN;
  const [xs, ys] = table[part];
  let low = 0, high = xs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle;
    else high = middle;
  }
  const share = (x - xs[low]) / (xs[high] - xs[low] || 1);
  return ys[low] + share * (ys[high] - ys[low]);
}

// The range of y over another range of x: all of it, unless it outgrows its middle half.
function anew() {
  const all = part => curves.filter(curve => curve.on).flatMap(curve => [...Array(401).keys()]
    .filter(i => Math.abs(i - 200) <= 200 * part)
    .map(i => value(functions[curve.of], curve.order, LOW + (HIGH - LOW) * i / 400))
    .filter(Number.isFinite));
  const ends = found => [found.reduce((a, b) => Math.min(a, b), Infinity),
    found.reduce((a, b) => Math.max(a, b), -Infinity)];
  const [bottom, top] = ends(all(0.5)), [least, most] = ends(all(1));
  if (!(least <= most)) return PAGE.y;
  const inner = bottom <= top && top > bottom ? top - bottom : most - least || 1;
  let low = least, high = most;
  if (most - least > 6 * inner) [low, high] = [Math.max(least, bottom - inner), Math.min(most, top + inner)];
  const room = 0.06 * (high - low) || 1;
  return [low - room, high + room];
}

const TURNS = 4; // of a curve that are marked; more swings say nothing new

// The maxima and minima within stretches, found between three points by golden section.
function extrema(f, stretches) {
  const found = [], golden = (Math.sqrt(5) - 1) / 2;
  for (const points of stretches) {
    for (let i = 1; i + 1 < points.length; i++) {
      const [before, here, after] = [points[i - 1][1], points[i][1], points[i + 1][1]];
      const sign = here > before && here > after ? 1 : here < before && here < after ? -1 : 0;
      if (!sign) continue;
      let [low, high] = [points[i - 1][0], points[i + 1][0]];
      for (let step = 0; step < 60; step++) {
        const one = high - golden * (high - low), other = low + golden * (high - low);
        if (sign * f(one) > sign * f(other)) high = other;
        else low = one;
      }
      const x = Number(((low + high) / 2).toFixed(7));
      const y = f(x);
      // The rounding of a flat stretch is no extremum.
      const least = 1e-9 * (frame.y[1] - frame.y[0]);
      if (Math.min(sign * (here - before), sign * (here - after)) > least) {
        found.push({ x, y: Number.isFinite(y) ? y : here, above: sign > 0 });
      }
    }
  }
  return found.length > TURNS ? [] : found;
}
