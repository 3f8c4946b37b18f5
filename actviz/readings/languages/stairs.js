// Twice a whole number, or one more than twice the whole number below.
function stairs(x) {
  const below = Math.floor(x);
  return x === below ? 2 * below : 2 * below + 1;
}

// The same for the numbers half way between, at which round jumps.
function middles(x) {
  const below = Math.floor(x), part = x - below;
  return 2 * below + (part < 0.5 ? 0 : part === 0.5 ? 1 : 2);
}
