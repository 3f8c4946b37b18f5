// Curves as paths: refined where they bend, cut at jumps, sharp at kinks. Pixels count from the
// upper left corner of the panel.

const INTERVALS = 800; // of the first, even sampling: about one for a pixel
const DEPTH = 11; // halvings of one of them
const FLAT = 0.15; // pixels that a chord may be off the curve
const JUMP = 1e-4; // of the height: what a curve without a jump cannot rise between two doubles
const TORN = 0.02; // of the height: the same where nothing is known of a joint, as at a pole
const NARROWEST = 1e-24; // of the range of x: the end of the search for a joint at zero
const BORDER = 1e-6; // of the range of x: how far beyond the borders a curve is followed
const STEEP = 1e6; // heights: what is higher beside a joint runs to a pole
const DOTS = 60; // ends of stretches that are drawn as dots

const same = (one, other) => one.every((side, at) => Object.is(side, other[at]));

// The narrowest intervals between which the sides of the formula's joints change, left to right.
// One that starts where the last ended takes it in: between them is a tie, which belongs to one of
// the branches, and may be as wide as rounding makes it.
function changes(sides, left, right, span, found, atLeft = sides(left), atRight = sides(right)) {
  if (same(atLeft, atRight)) return;
  const middle = left + (right - left) / 2;
  if (left < middle && middle < right && right - left > NARROWEST * span) {
    const between = sides(middle);
    changes(sides, left, middle, span, found, atLeft, between);
    changes(sides, middle, right, span, found, between, atRight);
    return;
  }
  const last = found[found.length - 1];
  if (last && last.right === left) {
    last.tie ??= last.right;
    last.right = right;
  } else found.push({ left, right });
}

// Where the ends of a jump are, and which of them the function takes; a pole itself is none.
function jump(f, joint, height) {
  const left = f(joint.left), right = f(joint.right);
  const value = joint.tie === undefined ? NaN : f(joint.tie);
  const near = (a, b) => Math.abs(a - b) <= JUMP * height;
  if (near(left, right) && (near(left, value) || Number.isNaN(value))) return null;
  if (joint.tie === undefined || Number.isNaN(left) || Number.isNaN(right)) return [];
  const seen = y => Math.abs(y) < STEEP * height;
  const ends = (near(left, right) ? [left] : [left, right]).filter(seen);
  const dots = ends.map(y => ({ x: joint.tie, y, closed: near(y, value) }));
  const taken = dots.some(dot => dot.closed) || !seen(value);
  if (!taken) dots.push({ x: joint.tie, y: value, closed: true });
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

// Whether a graph still rises by more than so much between two neighbouring doubles.
function torn(f, a, fa, b, fb, most) {
  while (Math.abs(fb - fa) > most) {
    const middle = a + (b - a) / 2, fm = f(middle);
    if (middle <= a || middle >= b || !Number.isFinite(fm)) return true;
    if (Math.abs(fm - fa) > Math.abs(fb - fm)) [b, fb] = [middle, fm];
    else [a, fa] = [middle, fm];
  }
  return false;
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
    const away = (part, y) => Math.abs(y - fa - part * (fb - fa)) / height * pixels > FLAT;
    // Where the bend changes sides, the middle may lie on the chord by chance.
    const off = known.length === 3
      && (away(0.5, fm) || depth < 2 && away(0.25, f(a + 0.25 * (b - a))));
    if (seen && off && depth < DEPTH) {
      refine(a, fa, middle, fm, depth + 1);
      refine(middle, fm, b, fb, depth + 1);
    } else {
      if (off && seen && torn(f, a, fa, b, fb, TORN * height)) cut();
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
  // A little beyond the borders too: a jump there has its inner end in the picture.
  const grid = [low - BORDER * span, low];
  for (let step = 1; step < INTERVALS; step++) {
    const place = low + span * step / INTERVALS;
    grid.push(Math.abs(place) < 1e-12 * span ? 0 : place);
  }
  grid.push(high, high + BORDER * span);
  const joints = [];
  for (let i = 1; i < grid.length; i++) changes(sides, grid[i - 1], grid[i], span, joints);
  let x = grid[0], next = 1;
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
      const inner = joint.tie === low ? f(joint.right) : joint.tie === high ? f(joint.left) : null;
      dots.push(...ends.filter(dot => inner === null || dot.y === inner));
    } else if (joint.tie !== undefined) add(joint.tie, f(joint.tie));
    add(joint.right, f(joint.right));
    x = joint.right;
  }
  upTo(grid[grid.length - 1]);
  cut();
  const shown = stretches.filter(([start, ...rest]) => start[0] < high && rest.at(-1)[0] > low);
  return { stretches: shown, dots: dots.length > DOTS ? [] : dots };
}
