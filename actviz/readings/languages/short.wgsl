// Arithmetic of numbers with 32 binary digits; what they look like stands in wgsl.py.
//
fn short_made(sign: u32, power: i32, digits: u32) -> vec3<u32> {
    return vec3<u32>(sign, bitcast<u32>(power), digits);
}
//
fn short_no_number() -> vec3<u32> {
    return vec3<u32>(0u, 0x20000000u, 0xc0000000u);
}
//
fn short_zero(sign: u32) -> vec3<u32> {
    return vec3<u32>(sign, 0xe0000000u, 0u);
}
//
fn short_infinite(sign: u32) -> vec3<u32> {
    return vec3<u32>(sign, 0x20000000u, 0x80000000u);
}
//
// Rounded to the nearest, to even between two; rest holds the digits behind the last.
fn short_rounded(sign: u32, power: i32, digits: u32, rest: u32) -> vec3<u32> {
    var y = power;
    var z = digits;
    if (rest > 0x80000000u || (rest == 0x80000000u && (z & 1u) == 1u)) {
        z += 1u;
        if (z == 0u) {
            z = 0x80000000u;
            y += 1;
        }
    }
    if (y > 0x0fffffff) { return short_infinite(sign); }
    if (y < -0x0fffffff) { return short_zero(sign); }
    return short_made(sign, y, z);
}
//
// Whether the size of one is below that of another.
fn short_is_smaller(u: vec3<u32>, v: vec3<u32>) -> bool {
    if (u.y != v.y) { return short_power(u) < short_power(v); }
    return u.z < v.z;
}
//
fn short_add(u: vec3<u32>, v: vec3<u32>) -> vec3<u32> {
    if (short_is_beyond(u) || short_is_beyond(v)) {
        if (short_is_nan(u)) { return u; }
        if (short_is_nan(v)) { return v; }
        if (short_is_beyond(u) && short_is_beyond(v) && u.x != v.x) { return short_no_number(); }
        if (short_is_beyond(u)) { return u; }
        return v;
    }
    let swap = short_is_smaller(u, v);
    let p = select(u, v, swap);
    let q = select(v, u, swap);
    if (short_is_zero(q)) {
        if (short_is_zero(p)) { return short_zero(u.x & v.x); }
        return p;
    }
    let apart = u32(min(short_power(p) - short_power(q), 63));
    var z = q.z;
    var rest = 0u;
    if (apart >= 32u) {
        let kept = z >> (apart - 32u);
        rest = kept | u32((kept << (apart - 32u)) != z);
        z = 0u;
    } else if (apart > 0u) {
        rest = z << (32u - apart);
        z = z >> apart;
    }
    var power = short_power(p);
    if (p.x == q.x) {
        z += p.z;
        if (z < p.z) {
            rest = (rest >> 1u) | (rest & 1u) | (z << 31u);
            z = (z >> 1u) | 0x80000000u;
            power += 1;
        }
        return short_rounded(p.x, power, z, rest);
    }
    z = p.z - z - u32(rest != 0u);
    rest = 0u - rest;
    if ((z | rest) == 0u) { return short_zero(0u); }
    if (z == 0u) {
        z = rest;
        rest = 0u;
        power -= 32;
    }
    let shift = countLeadingZeros(z);
    if (shift > 0u) {
        z = (z << shift) | (rest >> (32u - shift));
        rest = rest << shift;
    }
    return short_rounded(p.x, power - i32(shift), z, rest);
}
//
// The product of two whole numbers, its upper and its lower half.
fn short_product(u: u32, v: u32) -> vec2<u32> {
    let low = (u & 0xffffu) * (v & 0xffffu);
    let one = (u >> 16u) * (v & 0xffffu);
    let two = (u & 0xffffu) * (v >> 16u);
    let middle = (low >> 16u) + (one & 0xffffu) + (two & 0xffffu);
    let high = (u >> 16u) * (v >> 16u) + (one >> 16u) + (two >> 16u) + (middle >> 16u);
    return vec2<u32>(high, (middle << 16u) | (low & 0xffffu));
}
//
fn short_mul(u: vec3<u32>, v: vec3<u32>) -> vec3<u32> {
    let sign = u.x ^ v.x;
    if (short_is_beyond(u) || short_is_beyond(v)) {
        if (short_is_nan(u) || short_is_nan(v) || short_is_zero(u) || short_is_zero(v)) {
            return short_no_number();
        }
        return short_infinite(sign);
    }
    if (short_is_zero(u) || short_is_zero(v)) { return short_zero(sign); }
    let both = short_product(u.z, v.z);
    let power = short_power(u) + short_power(v);
    if (both.x >= 0x80000000u) { return short_rounded(sign, power + 1, both.x, both.y); }
    return short_rounded(sign, power, (both.x << 1u) | (both.y >> 31u), both.y << 1u);
}
//
fn short_div(u: vec3<u32>, v: vec3<u32>) -> vec3<u32> {
    let sign = u.x ^ v.x;
    if (short_is_nan(u) || short_is_nan(v)) { return short_no_number(); }
    if (short_is_beyond(u)) {
        if (short_is_beyond(v)) { return short_no_number(); }
        return short_infinite(sign);
    }
    if (short_is_zero(v)) {
        if (short_is_zero(u)) { return short_no_number(); }
        return short_infinite(sign);
    }
    if (short_is_zero(u) || short_is_beyond(v)) { return short_zero(sign); }
    var left = u.z;
    var power = short_power(u) - short_power(v);
    var over = false;
    if (left < v.z) {
        over = left >= 0x80000000u;
        left = left << 1u;
        power -= 1;
    }
    var digits = 0u;
    for (var i = 0u; i < 32u; i++) {
        let digit = over || left >= v.z;
        digits = (digits << 1u) | u32(digit);
        if (digit) { left -= v.z; }
        over = left >= 0x80000000u;
        left = left << 1u;
    }
    return short_rounded(sign, power, digits, select(0u, 0xc0000000u, over || left >= v.z));
}
//
fn short_floor(u: vec3<u32>) -> vec3<u32> {
    let power = short_power(u);
    if (short_is_zero(u) || power >= 31) { return u; }
    if (power < 0) {
        if (u.x == 1u) { return short_minus(short_one); }
        return short_zero(0u);
    }
    let cut = vec3<u32>(u.x, u.y, u.z & (0xffffffffu << u32(31 - power)));
    if (u.x == 0u || cut.z == u.z) { return cut; }
    return short_sub(cut, short_one);
}
//
fn short_widened(x: f32) -> vec3<u32> {
    let bits = bitcast<u32>(x);
    let sign = bits >> 31u;
    let power = i32((bits >> 23u) & 0xffu);
    let digits = bits & 0x7fffffu;
    if (power == 255) {
        if (digits != 0u) { return short_no_number(); }
        return short_infinite(sign);
    }
    if (power > 0) { return short_made(sign, power - 127, 0x80000000u | (digits << 8u)); }
    if (digits == 0u) { return short_zero(sign); }
    let shift = countLeadingZeros(digits);
    return short_made(sign, -118 - i32(shift), digits << shift);
}
//
fn short_narrowed(u: vec3<u32>) -> f32 {
    var bits = u.x << 31u;
    let power = short_power(u);
    if (short_is_nan(u)) {
        bits = 0x7fc00000u;
    } else if (power > 127) {
        bits |= 0x7f800000u;
    } else if (power >= -150) {
        let shift = 8u + u32(max(-126 - power, 0));  // up to 32
        let digits = select(u.z >> (shift & 31u), 0u, shift == 32u);
        let left = u.z << (32u - shift);
        let up = left > 0x80000000u
            || (left == 0x80000000u && (digits & 1u) == 1u);
        // The first digit adds one to the power; a carry from rounding does so too.
        bits |= (u32(max(power + 126, 0)) << 23u) + digits + u32(up);
    }
    return bitcast<f32>(bits);
}
