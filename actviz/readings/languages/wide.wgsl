// Arithmetic of numbers with 64 binary digits; what they look like stands in wgsl.py.
//
fn wide_made(sign: u32, power: i32, upper: u32, lower: u32) -> vec4<u32> {
    return vec4<u32>(sign, bitcast<u32>(power), upper, lower);
}
//
fn wide_power(u: vec4<u32>) -> i32 {
    return bitcast<i32>(u.y);
}
//
fn wide_is_zero(u: vec4<u32>) -> bool {
    return u.z == 0u;
}
//
fn wide_is_nan(u: vec4<u32>) -> bool {
    return u.y == 0x20000000u && u.z != 0x80000000u;
}
//
fn wide_is_beyond(u: vec4<u32>) -> bool {
    return u.y == 0x20000000u;
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
fn wide_minus(u: vec4<u32>) -> vec4<u32> {
    return vec4<u32>(u.x ^ 1u, u.y, u.z, u.w);
}
//
fn wide_abs(u: vec4<u32>) -> vec4<u32> {
    return vec4<u32>(0u, u.y, u.z, u.w);
}
//
// Whether the size of one is below that of another.
fn wide_is_smaller(u: vec4<u32>, v: vec4<u32>) -> bool {
    if (u.y != v.y) { return wide_power(u) < wide_power(v); }
    return u.z < v.z || (u.z == v.z && u.w < v.w);
}
//
fn wide_less(u: vec4<u32>, v: vec4<u32>) -> bool {
    if (wide_is_nan(u) || wide_is_nan(v) || (wide_is_zero(u) && wide_is_zero(v))) { return false; }
    if (u.x != v.x) { return u.x == 1u; }
    if (u.x == 1u) { return wide_is_smaller(v, u); }
    return wide_is_smaller(u, v);
}
//
fn wide_equal(u: vec4<u32>, v: vec4<u32>) -> bool {
    if (wide_is_nan(u) || wide_is_nan(v)) { return false; }
    return (wide_is_zero(u) && wide_is_zero(v)) || all(u == v);
}
//
fn wide_less_equal(u: vec4<u32>, v: vec4<u32>) -> bool {
    return wide_less(u, v) || wide_equal(u, v);
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
fn wide_sub(u: vec4<u32>, v: vec4<u32>) -> vec4<u32> {
    return wide_add(u, wide_minus(v));
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
fn wide_sqrt(u: vec4<u32>) -> vec4<u32> {
    if (wide_is_zero(u) || wide_is_nan(u)) { return u; }
    if (u.x == 1u) { return wide_no_number(); }
    if (wide_is_beyond(u)) { return u; }
    let odd = wide_power(u) & 1;
    let part = wide_made(0u, odd, u.z, u.w);
    var root = wide_made(0u, 0, 0xc0000000u, 0u);
    for (var i = 0u; i < 6u; i++) {
        root = wide_add(root, wide_div(part, root));
        root.y -= 1u;
    }
    return wide_made(0u, wide_power(root) + (wide_power(u) - odd) / 2, root.z, root.w);
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
    return wide_sub(cut, wide_made(0u, 0, 0x80000000u, 0u));
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
