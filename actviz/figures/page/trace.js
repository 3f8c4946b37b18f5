// Curves as paths: refined where they bend, cut at jumps, sharp at kinks. Pixels count from the
// upper left corner of the panel.

const INTERVALS = 400; // of the first, even sampling
const DEPTH = 12; // halvings of one of them
const FLAT = 0.15; // pixels that a chord may be off the curve
const JUMP = 1e-4; // of the height: what a curve without a jump cannot rise between two doubles
const POLE = 0.02; // of the height: the same at the end of all halvings
const DOTS = 60; // ends of stretches that are drawn as dots

const same = (one, other) => one.every((side, at) => Object.is(side, other[at]));

// The narrowest intervals between which the sides of the formula's joints change, left to right.
function changes(sides, left, right, least, found = [], atLeft = sides(left), atRight = sides(right)) {
  if (same(atLeft, atRight)) return found;
  const middle = left + (right - left) / 2;
  if (!(left < middle && middle < right) || right - left < least) {
    // A tie, which belongs to one of the branches, stands between two changes.
    const last = found[found.length - 1];
    if (last && last.right === left) found[found.length - 1] = { left: last.left, tie: left, right };
    else found.push({ left, right });
    return found;
  }
  const between = sides(middle);
  changes(sides, left, middle, least, found, atLeft, between);
  return changes(sides, middle, right, least, found, between, atRight);
}

// Where the ends of a jump are, and which of them the function takes; none at a pole.
function jump(f, joint, height) {
  const left = f(joint.left), right = f(joint.right);
  const value = joint.tie === undefined ? NaN : f(joint.tie);
  const near = (a, b) => Math.abs(a - b) <= JUMP * height;
  const whole = near(left, right) && (joint.tie === undefined || near(left, value));
  if (whole) return null;
  if (![left, right].every(Number.isFinite) || joint.tie === undefined) return [];
  const ends = near(left, right) ? [left] : [left, right];
  const dots = ends.map(y => ({ x: joint.tie, y, closed: near(y, value) }));
  if (!dots.some(dot => dot.closed) && Number.isFinite(value)) {
    dots.push({ x: joint.tie, y: value, closed: true });
  }
  return dots;
}

// The last point with a value on the way from one point to another.
function edge(f, inside, outside) {
  for (let step = 0; step < 60; step++) {
    const middle = inside + (outside - inside) / 2;
    if (middle === inside || middle === outside) break;
    if (Number.isFinite(f(middle))) inside = middle;
    else outside = middle;
  }
  return inside;
}

// The stretches of a graph as lists of [x, y], and the dots at its jumps.
function trace(f, sides, [low, high], [bottom, top], pixels) {
  const height = top - bottom, span = high - low, stretches = [], dots = [];
  let stretch = [];
  const cut = () => {
    if (stretch.length > 1) stretches.push(stretch);
    stretch = [];
  };
  const add = (x, y) => Number.isFinite(y) ? stretch.push([x, y]) : cut();
  // Halve what is seen until its chord is as good as the curve; the right end is added.
  const refine = (a, fa, b, fb, depth) => {
    const middle = a + (b - a) / 2, fm = f(middle);
    const known = [fa, fm, fb].filter(Number.isFinite);
    const seen = Math.min(...known) < top + height && Math.max(...known) > bottom - height;
    const off = known.length === 3 && Math.abs(fm - (fa + fb) / 2) / height * pixels > FLAT;
    if (seen && off && depth < DEPTH) {
      refine(a, fa, middle, fm, depth + 1);
      refine(middle, fm, b, fb, depth + 1);
    } else {
      if (off && seen && Math.abs(fb - fa) > POLE * height) cut();
      add(b, fb);
    }
  };
  const through = (a, b) => {
    const fa = f(a), fb = f(b);
    if (Number.isFinite(fa) === Number.isFinite(fb)) return refine(a, fa, b, fb, 0);
    const last = Number.isFinite(fa) ? edge(f, a, b) : edge(f, b, a);
    if (Number.isFinite(fa)) {
      refine(a, fa, last, f(last), 0);
      cut();
    } else {
      cut();
      add(last, f(last));
      refine(last, f(last), b, fb, 0);
    }
  };
  const grid = [low];
  for (let step = 1; step < INTERVALS; step++) {
    const place = low + span * step / INTERVALS;
    grid.push(Math.abs(place) < 1e-12 * span ? 0 : place);
  }
  grid.push(high);
  const joints = [];
  for (let i = 0; i < INTERVALS; i++) changes(sides, grid[i], grid[i + 1], 1e-18 * span, joints);
  let x = low, next = 1;
  add(x, f(x));
  const upTo = end => {
    for (; grid[next] < end; next++) {
      if (grid[next] > x) through(x, grid[next]);
      x = Math.max(x, grid[next]);
    }
    if (x < end) through(x, end);
    x = end;
  };
  for (const joint of joints) {
    upTo(joint.left);
    const ends = jump(f, joint, height);
    if (ends) {
      cut();
      dots.push(...ends);
    } else if (joint.tie !== undefined) add(joint.tie, f(joint.tie));
    add(joint.right, f(joint.right));
    x = joint.right;
  }
  upTo(high);
  cut();
  return { stretches, dots: dots.length > DOTS ? [] : dots };
}
