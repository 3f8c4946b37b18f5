// Functions of numbers with 64 binary digits.
//
fn wide_exp(u: vec4<u32>) -> vec4<u32> {
    if (wide_is_nan(u)) { return u; }
    if (wide_power(u) > 24) {
        if (u.x == 1u) { return wide_zero(0u); }
        return wide_infinite(0u);
    }
    // u = k*log(2) + r, and |r| below 0.35; the logarithm in two parts, so that k times the first is
    // exact.
    let k = wide_floor(wide_add(wide_mul(u, wide_log2_e), vec4<u32>(0u, 0xffffffffu, 0x80000000u, 0u)));
    let r = wide_sub(wide_sub(u, wide_mul(k, wide_ln2_upper)), wide_mul(k, wide_ln2_rest));
    let y = wide_series_exp(r);
    return wide_rounded(0u, wide_power(y) + wide_whole(k), y.z, y.w, 0u);
}
//
// A whole number below 2^30 as an i32.
fn wide_whole(u: vec4<u32>) -> i32 {
    if (wide_power(u) < 0) { return 0; }
    let size = i32(u.z >> u32(31 - wide_power(u)));
    return select(size, -size, u.x == 1u);
}
//
fn wide_log(u: vec4<u32>) -> vec4<u32> {
    if (wide_is_zero(u)) { return wide_infinite(1u); }
    if (wide_is_nan(u)) { return u; }
    if (u.x == 1u) { return wide_no_number(); }
    if (wide_is_beyond(u)) { return u; }
    // u = 2^k * m, m between 0.7 and 1.4; log(m) = 2 atanh((m - 1)/(m + 1)).
    let upper = u.z > 0xb504f333u;
    let k = wide_power(u) + i32(upper);
    let m = wide_made(0u, select(0, -1, upper), u.z, u.w);
    let one = vec4<u32>(0u, 0u, 0x80000000u, 0u);
    let r = wide_div(wide_sub(m, one), wide_add(m, one));
    let y = wide_mul(r, wide_series_log(wide_mul(r, r)));
    return wide_add(wide_mul(wide_from_whole(k), wide_ln2), y);
}
//
fn wide_from_whole(k: i32) -> vec4<u32> {
    if (k == 0) { return wide_zero(0u); }
    let size = u32(abs(k));
    let shift = countLeadingZeros(size);
    return wide_made(u32(k < 0), 31 - i32(shift), size << shift, 0u);
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
    let one = vec4<u32>(0u, 0u, 0x80000000u, 0u);
    if (wide_is_zero(v) || all(u == one)) { return one; }
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
