#[path = "exported.rs"]
mod exported;

fn least(f: fn(@@own) -> @@own) -> f64 {
    let mut found = f64::INFINITY;
    for _ in 0..9 {
        let begun = std::time::Instant::now();
        for i in 0..@@size {
            let x = -4.0 + 8.0 * (i as @@own) / @@size.0;
            std::hint::black_box(f(std::hint::black_box(x)));
        }
        found = found.min(begun.elapsed().as_nanos() as f64);
    }
    found / @@size.0
}

fn main() {
@@rows
}
