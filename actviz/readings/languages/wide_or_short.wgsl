// What numbers of 64 and of 32 binary digits have in common, written for the first.
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
fn wide_minus(u: vec4<u32>) -> vec4<u32> {
    var value = u;
    value.x ^= 1u;
    return value;
}
//
fn wide_abs(u: vec4<u32>) -> vec4<u32> {
    var value = u;
    value.x = 0u;
    return value;
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
fn wide_sub(u: vec4<u32>, v: vec4<u32>) -> vec4<u32> {
    return wide_add(u, wide_minus(v));
}
//
fn wide_sqrt(u: vec4<u32>) -> vec4<u32> {
    if (wide_is_zero(u) || wide_is_nan(u)) { return u; }
    if (u.x == 1u) { return wide_no_number(); }
    if (wide_is_beyond(u)) { return u; }
    let odd = wide_power(u) & 1;
    var part = u;
    part.y = bitcast<u32>(odd);
    var root = wide_one_and_a_half;
    for (var i = 0u; i < 6u; i++) {
        root = wide_add(root, wide_div(part, root));
        root.y -= 1u;
    }
    root.y = bitcast<u32>(wide_power(root) + (wide_power(u) - odd) / 2);
    return root;
}
//
fn wide_exp(u: vec4<u32>) -> vec4<u32> {
    if (wide_is_nan(u)) { return u; }
    if (wide_power(u) > 24) {
        if (u.x == 1u) { return wide_zero(0u); }
        return wide_infinite(0u);
    }
    // u = k*log(2) + r, and |r| below 0.35; the logarithm in two parts, so that k times the first is
    // exact.
    let k = wide_floor(wide_add(wide_mul(u, wide_log2_e), wide_half));
    let r = wide_sub(wide_sub(u, wide_mul(k, wide_ln2_upper)), wide_mul(k, wide_ln2_rest));
    var value = wide_series_exp(r);
    value.y = bitcast<u32>(wide_power(value) + wide_whole(k));
    return value;
}
//
fn wide_expm1(u: vec4<u32>) -> vec4<u32> {
    if (wide_power(u) < -1) { return wide_mul(u, wide_series_expm1(u)); }
    return wide_sub(wide_exp(u), wide_one);
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
    var m = u;
    m.y = select(0u, 0xffffffffu, upper);
    let r = wide_div(wide_sub(m, wide_one), wide_add(m, wide_one));
    let y = wide_mul(r, wide_series_log(wide_mul(r, r)));
    return wide_add(wide_mul(wide_from_whole(k), wide_ln2), y);
}
//
// log(1 + u) = 2 atanh(u/(2 + u)).
fn wide_log1p(u: vec4<u32>) -> vec4<u32> {
    if (wide_power(u) >= -2) { return wide_log(wide_add(wide_one, u)); }
    let r = wide_div(u, wide_add(wide_two, u));
    return wide_mul(r, wide_series_log(wide_mul(r, r)));
}
//
// A whole number below 2^30 as an i32.
fn wide_whole(u: vec4<u32>) -> i32 {
    if (wide_power(u) < 0) { return 0; }
    let size = i32(u.z >> u32(31 - wide_power(u)));
    return select(size, -size, u.x == 1u);
}
//
fn wide_from_whole(k: i32) -> vec4<u32> {
    var value = wide_zero(u32(k < 0));
    if (k != 0) {
        let shift = countLeadingZeros(u32(abs(k)));
        value.y = 31u - shift;
        value.z = u32(abs(k)) << shift;
    }
    return value;
}
