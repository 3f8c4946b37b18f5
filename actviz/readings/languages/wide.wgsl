// Arithmetic of numbers with 64 binary digits; what they look like stands in wgsl.py.
//
fn wide_made(sign: u32, power: i32, upper: u32, lower: u32) -> vec4<u32> {
    return vec4<u32>(sign, bitcast<u32>(power), upper, lower);
}
//
fn wide_no_number() -> vec4<u32> {
    return vec4<u32>(0u, 0x20000000u, 0xc0000000u, 0u);
}
//
fn wide_zero(sign: u32) -> vec4<u32> {
    return vec4<u32>(sign, 0xe0000000u, 0u, 0u);
}
//
fn wide_infinite(sign: u32) -> vec4<u32> {
    return vec4<u32>(sign, 0x20000000u, 0x80000000u, 0u);
}
//
// Rounded to the nearest, to even between two; rest holds the digits behind the last.
fn wide_rounded(sign: u32, power: i32, upper: u32, lower: u32, rest: u32) -> vec4<u32> {
    var y = power;
    var z = upper;
    var w = lower;
    if (rest > 0x80000000u || (rest == 0x80000000u && (lower & 1u) == 1u)) {
        w += 1u;
        if (w == 0u) {
            z += 1u;
            if (z == 0u) {
                z = 0x80000000u;
                y += 1;
            }
        }
    }
    if (y > 0x0fffffff) { return wide_infinite(sign); }
    if (y < -0x0fffffff) { return wide_zero(sign); }
    return wide_made(sign, y, z, w);
}
//
// Whether the size of one is below that of another.
fn wide_is_smaller(u: vec4<u32>, v: vec4<u32>) -> bool {
    if (u.y != v.y) { return wide_power(u) < wide_power(v); }
    return u.z < v.z || (u.z == v.z && u.w < v.w);
}
//
fn wide_add(u: vec4<u32>, v: vec4<u32>) -> vec4<u32> {
    if (wide_is_beyond(u) || wide_is_beyond(v)) {
        if (wide_is_nan(u)) { return u; }
        if (wide_is_nan(v)) { return v; }
        if (wide_is_beyond(u) && wide_is_beyond(v) && u.x != v.x) { return wide_no_number(); }
        if (wide_is_beyond(u)) { return u; }
        return v;
    }
    let swap = wide_is_smaller(u, v);
    let p = select(u, v, swap);
    let q = select(v, u, swap);
    if (wide_is_zero(q)) {
        if (wide_is_zero(p)) { return wide_zero(u.x & v.x); }
        return p;
    }
    var apart = u32(min(wide_power(p) - wide_power(q), 96));
    var z = q.z;
    var w = q.w;
    var rest = 0u;
    for (; apart >= 32u; apart -= 32u) {
        rest = w | u32(rest != 0u);
        w = z;
        z = 0u;
    }
    if (apart > 0u) {
        let left = 32u - apart;
        rest = (rest >> apart) | (w << left) | u32((rest << left) != 0u);
        w = (w >> apart) | (z << left);
        z = z >> apart;
    }
    var power = wide_power(p);
    if (p.x == q.x) {
        w += p.w;
        let carry = u32(w < p.w);
        z += p.z;
        let over = z < p.z;
        z += carry;
        if (over || z < carry) {
            rest = (rest >> 1u) | (rest & 1u) | (w << 31u);
            w = (w >> 1u) | (z << 31u);
            z = (z >> 1u) | 0x80000000u;
            power += 1;
        }
        return wide_rounded(p.x, power, z, w, rest);
    }
    let borrow = u32(rest != 0u);
    rest = 0u - rest;
    let lower = p.w - w;
    let more = u32(p.w < w) + u32(lower < borrow);
    w = lower - borrow;
    z = p.z - z - more;
    if ((z | w | rest) == 0u) { return wide_zero(0u); }
    for (; z == 0u; power -= 32) {
        z = w;
        w = rest;
        rest = 0u;
    }
    let shift = countLeadingZeros(z);
    if (shift > 0u) {
        let left = 32u - shift;
        z = (z << shift) | (w >> left);
        w = (w << shift) | (rest >> left);
        rest = rest << shift;
    }
    return wide_rounded(p.x, power - i32(shift), z, w, rest);
}
//
// The product of two whole numbers, its upper and its lower half.
fn wide_product(u: u32, v: u32) -> vec2<u32> {
    let low = (u & 0xffffu) * (v & 0xffffu);
    let one = (u >> 16u) * (v & 0xffffu);
    let two = (u & 0xffffu) * (v >> 16u);
    let middle = (low >> 16u) + (one & 0xffffu) + (two & 0xffffu);
    let high = (u >> 16u) * (v >> 16u) + (one >> 16u) + (two >> 16u) + (middle >> 16u);
    return vec2<u32>(high, (middle << 16u) | (low & 0xffffu));
}
//
fn wide_mul(u: vec4<u32>, v: vec4<u32>) -> vec4<u32> {
    let sign = u.x ^ v.x;
    if (wide_is_beyond(u) || wide_is_beyond(v)) {
        if (wide_is_nan(u) || wide_is_nan(v) || wide_is_zero(u) || wide_is_zero(v)) {
            return wide_no_number();
        }
        return wide_infinite(sign);
    }
    if (wide_is_zero(u) || wide_is_zero(v)) { return wide_zero(sign); }
    let high = wide_product(u.z, v.z);
    let one = wide_product(u.z, v.w);
    let two = wide_product(u.w, v.z);
    let low = wide_product(u.w, v.w);
    let part = one.y + two.y;
    let middle = part + low.x;
    let carry = u32(part < two.y) + u32(middle < part);
    let half = one.x + two.x;
    let above = half + carry;
    let lower = above + high.y;
    let over = u32(half < two.x) + u32(above < half) + u32(lower < above);
    let upper = high.x + over;
    let rest = middle | u32(low.y != 0u);
    let power = wide_power(u) + wide_power(v);
    if (upper >= 0x80000000u) { return wide_rounded(sign, power + 1, upper, lower, rest); }
    // The digit that moves up is the last of the middle; those below it only tell that there are any.
    return wide_rounded(
        sign, power, (upper << 1u) | (lower >> 31u), (lower << 1u) | (middle >> 31u),
        (middle << 1u) | u32(low.y != 0u),
    );
}
//
fn wide_div(u: vec4<u32>, v: vec4<u32>) -> vec4<u32> {
    let sign = u.x ^ v.x;
    if (wide_is_nan(u) || wide_is_nan(v)) { return wide_no_number(); }
    if (wide_is_beyond(u)) {
        if (wide_is_beyond(v)) { return wide_no_number(); }
        return wide_infinite(sign);
    }
    if (wide_is_zero(v)) {
        if (wide_is_zero(u)) { return wide_no_number(); }
        return wide_infinite(sign);
    }
    if (wide_is_zero(u) || wide_is_beyond(v)) { return wide_zero(sign); }
    var z = u.z;
    var w = u.w;
    var power = wide_power(u) - wide_power(v);
    var over = false;
    if (z < v.z || (z == v.z && w < v.w)) {
        over = z >= 0x80000000u;
        z = (z << 1u) | (w >> 31u);
        w = w << 1u;
        power -= 1;
    }
    var upper = 0u;
    var lower = 0u;
    for (var i = 0u; i < 64u; i++) {
        let digit = over || z > v.z || (z == v.z && w >= v.w);
        upper = (upper << 1u) | (lower >> 31u);
        lower = (lower << 1u) | u32(digit);
        if (digit) {
            z -= v.z + u32(w < v.w);
            w -= v.w;
        }
        over = z >= 0x80000000u;
        z = (z << 1u) | (w >> 31u);
        w = w << 1u;
    }
    let half = over || z > v.z || (z == v.z && w >= v.w);
    return wide_rounded(sign, power, upper, lower, select(0u, 0xc0000000u, half));
}
//
fn wide_floor(u: vec4<u32>) -> vec4<u32> {
    let power = wide_power(u);
    if (wide_is_zero(u) || power >= 63) { return u; }
    if (power < 0) {
        if (u.x == 1u) { return wide_made(1u, 0, 0x80000000u, 0u); }
        return wide_zero(0u);
    }
    var keep = vec2<u32>(0xffffffffu, 0u);
    if (power < 31) { keep.x = 0xffffffffu << u32(31 - power); }
    if (power > 31) { keep.y = 0xffffffffu << u32(63 - power); }
    let cut = vec4<u32>(u.x, u.y, u.z & keep.x, u.w & keep.y);
    if (u.x == 0u || all(cut == u)) { return cut; }
    return wide_sub(cut, wide_one);
}
//
fn wide_widened(x: f32) -> vec4<u32> {
    let bits = bitcast<u32>(x);
    let sign = bits >> 31u;
    let power = i32((bits >> 23u) & 0xffu);
    let digits = bits & 0x7fffffu;
    if (power == 255) {
        if (digits != 0u) { return wide_no_number(); }
        return wide_infinite(sign);
    }
    if (power > 0) { return wide_made(sign, power - 127, 0x80000000u | (digits << 8u), 0u); }
    if (digits == 0u) { return wide_zero(sign); }
    let shift = countLeadingZeros(digits);
    return wide_made(sign, -118 - i32(shift), digits << shift, 0u);
}
//
fn wide_narrowed(u: vec4<u32>) -> f32 {
    var bits = u.x << 31u;
    let power = wide_power(u);
    if (wide_is_nan(u)) {
        bits = 0x7fc00000u;
    } else if (power > 127) {
        bits |= 0x7f800000u;
    } else if (power >= -150) {
        let shift = 8u + u32(max(-126 - power, 0));  // up to 32
        let digits = select(u.z >> (shift & 31u), 0u, shift == 32u);
        let left = u.z << (32u - shift);
        let up = left > 0x80000000u
            || (left == 0x80000000u && (u.w != 0u || (digits & 1u) == 1u));
        // The first digit adds one to the power; a carry from rounding does so too.
        bits |= (u32(max(power + 126, 0)) << 23u) + digits + u32(up);
    }
    return bitcast<f32>(bits);
}
//
// The sine by what is left of a quarter of a turn: u times 2/pi, of which as many binary digits are
// taken as it needs, less the multiples of four quarters.
fn wide_sin(u: vec4<u32>) -> vec4<u32> {
    if (wide_is_beyond(u)) { return wide_no_number(); }
    if (wide_power(u) < -1) { return wide_mul(u, wide_series_sin(wide_mul(u, u))); }
    var digits = array<u32, 12>(
        0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u,
        0xfe5163abu, 0xdebbc561u, 0xb7246e3au, 0x424dd2e0u, 0x06492eeau, 0x09d1921cu,
    );
    let first = wide_power(u) - 65;
    let shift = u32(first & 31);
    var window = array<u32, 5>();
    for (var i = 0; i < 5; i++) {
        let at = (first >> 5u) + i;
        if (at >= 0 && at < 12) { window[i] = digits[at]; }
    }
    var factor = array<u32, 2>(u.w, u.z);
    var turn = array<u32, 4>();  // of 128 digits, the lowest first
    for (var i = 0; i < 2; i++) {
        var carry = 0u;
        for (var k = 0; i + k < 4; k++) {
            var word = window[3 - k];
            if (shift > 0u) { word = (word << shift) | (window[4 - k] >> (32u - shift)); }
            let both = wide_product(factor[i], word);
            let part = both.y + carry;
            let sum = turn[i + k] + part;
            carry = both.x + u32(part < carry) + u32(sum < part);
            turn[i + k] = sum;
        }
    }
    var quarter = turn[3] >> 30u;
    var z = (turn[3] << 2u) | (turn[2] >> 30u);
    var w = (turn[2] << 2u) | (turn[1] >> 30u);
    var rest = (turn[1] << 2u) | (turn[0] >> 30u);
    var sign = 0u;
    if (z >= 0x80000000u) {
        quarter += 1u;
        sign = 1u;
        z = ~z;
        w = ~w;
        rest = ~rest;
    }
    var power = -1;
    for (var i = 0; i < 2 && z == 0u; i++) {
        z = w;
        w = rest;
        rest = 0u;
        power -= 32;
    }
    var left = wide_zero(sign);
    if (z != 0u) {
        let up = countLeadingZeros(z);
        if (up > 0u) {
            z = (z << up) | (w >> (32u - up));
            w = (w << up) | (rest >> (32u - up));
        }
        left = wide_mul(wide_made(sign, power - i32(up), z, w), wide_half_pi);
    }
    let square = wide_mul(left, left);
    var value = wide_series_cos(square);
    if ((quarter & 1u) == 0u) { value = wide_mul(left, wide_series_sin(square)); }
    value.x ^= u.x ^ ((quarter >> 1u) & 1u);
    return value;
}
//
// u to the power v; of a negative u where v is a whole number.
fn wide_pow(u: vec4<u32>, v: vec4<u32>) -> vec4<u32> {
    if (wide_is_zero(v) || all(u == wide_one)) { return wide_one; }
    var value = wide_exp(wide_mul(v, wide_log(wide_abs(u))));
    if (u.x == 1u && !wide_is_nan(u)) {
        let half = wide_made(v.x, wide_power(v) - 1, v.z, v.w);
        if (all(wide_floor(v) == v)) {
            let even = wide_is_beyond(v) || all(wide_floor(half) == half);
            value.x = select(1u, 0u, even);
        } else if (!wide_is_zero(u) && !wide_is_beyond(u)) {
            return wide_no_number();
        }
    }
    return value;
}
//
// u*v less its rounded value, by halves of the digits, whose products are exact.
fn wide_product_error(u: vec4<u32>, v: vec4<u32>) -> vec4<u32> {
    let h = vec4<u32>(u.x, u.y, u.z, 0u);
    let k = vec4<u32>(v.x, v.y, v.z, 0u);
    let l = wide_sub(u, h);
    let m = wide_sub(v, k);
    let sum = wide_add(wide_sub(wide_mul(h, k), wide_mul(u, v)), wide_mul(h, m));
    return wide_add(wide_add(sum, wide_mul(l, k)), wide_mul(l, m));
}
