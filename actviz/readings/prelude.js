// The functions that formulas need and Math lacks. ERFCX and ERFCX_SHIFT are declared in front.

// r*exp(t), also where exp(t) alone would underflow or overflow.
function scaled_exp(r, t) {
  if (Math.abs(t) <= 708) return r * Math.exp(t);
  const half = Math.exp(t / 2);
  return (r * half) * half;
}

function sigmoid(x) {
  if (x > -36) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e - e * e;
}

function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function sech(x) {
  const e = Math.exp(-Math.abs(x));
  return e > 1e-300 ? 2 * e / (1 + e * e) : scaled_exp(2, -Math.abs(x));
}

// x*x as a product without rounding and a rest, where exp(-x*x) is not yet 0; only a product else.
function square(x) {
  if (!(Math.abs(x) < 40)) return [x * x, 0];
  const high = (x + 3221225472) - 3221225472;
  return [high * high, (x - high) * (x + high)];
}

// By the series exp(-x*x)*(x + 2x**3/3 + 4x**5/15 + ...), whose terms have one sign.
function erf_near(x) {
  let term = x, sum = x;
  for (let k = 1; k < 30; k++) {
    term *= 2 * x * x / (2 * k + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

function erf(x) {
  if (Math.abs(x) < 1) return erf_near(x);
  return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
}

function erfc(x) {
  if (x < 0.5) return x < -1 ? 2 - erfc(-x) : 1 - erf_near(x);
  const [product, rest] = square(x);
  return scaled_exp(erfcx(x) * Math.exp(-rest), -product);
}

// (1 + v*Q(2v - 1))/(1 + 2x) with v = x/(x + ERFCX_SHIFT).
function erfcx(x) {
  if (x < 0) {
    const [product, rest] = square(x);
    return 2 * Math.exp(product) * Math.exp(rest) - erfcx(-x);
  }
  const v = x < 1e17 ? x / (x + ERFCX_SHIFT) : 1;
  let q = 0;
  for (let k = ERFCX.length - 1; k >= 0; k--) q = q * (2 * v - 1) + ERFCX[k];
  return (1 + v * q) / 2 / (x + 0.5);
}

function Phi(x) {
  if (Math.abs(x) < 1) return 0.5 + 0.5 * erf_near(x * Math.SQRT1_2);
  if (x > 0) return 1 - Phi(-x);
  const [product, rest] = square(x);
  return scaled_exp(0.5 * erfcx(-x * Math.SQRT1_2) * Math.exp(-rest / 2), -product / 2);
}

function phi(x) {
  const [product, rest] = square(x);
  return scaled_exp(Math.exp(-rest / 2) / Math.sqrt(2 * Math.PI), -product / 2);
}

function sinc(x) {
  return dsinc(0, x);
}

// The n-th derivative s[n] of sin(x)/x by x*s[k] + k*s[k-1] = sin(x + k*pi/2): upward where that
// is stable, else downward from where s is negligible.
function dsinc(n, x) {
  if (Math.abs(x) === Infinity) return 0;
  const sine = Math.sin(x), cosine = Math.cos(x), waves = [sine, cosine, -sine, -cosine];
  let s = 0;
  if (Math.abs(x) < n + 0.5) {
    for (let k = 3 * n + 26; k > n; k--) s = (waves[k % 4] - x * s) / k;
  } else {
    for (let k = 0; k <= n; k++) s = (waves[k % 4] - k * s) / x;
  }
  return s;
}

function clip(x, low, high) {
  return Math.min(Math.max(x, low), high);
}

// To the nearest whole number, halves to even.
function round(x) {
  const below = Math.floor(x), part = x - below;
  if (part !== 0.5) return part < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

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
