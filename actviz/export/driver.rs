#[path = "@@file"]
mod exported;

fn call(name: &str, x: &[Vec<f64>]) -> Vec<f64> {
    match name {
@@rows
        _ => panic!("no function {name}"),
    }
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&words[1]).expect("the file of vectors");
    let (mut passed, mut failed) = (0u64, 0u64);
    let mut told = String::new();
    for line in text.lines() {
        let mut parts = line.split('|');
        let name = parts.next().unwrap();
        let row = |part: &str| -> Vec<f64> {
            part.split(' ').map(|word| word.parse().unwrap()).collect()
        };
        let rows: Vec<Vec<f64>> = parts.map(row).collect();
        let (got, expected, off) = (call(name, &rows[2..]), &rows[0], &rows[1]);
        let fits = |i: usize| {
            (got[i].is_nan() && expected[i].is_nan())
                || got[i] == expected[i]
                || (got[i] - expected[i]).abs() <= off[i]
        };
        if words.len() > 2 {
            got.iter().for_each(|v| told += &format!("{v:e}\n"));
        } else if (0..got.len()).all(fits) {
            passed += 1;
        } else {
            failed += 1;
            println!("{name}({:?}): {got:?}, not {expected:?}", &rows[2..]);
        }
    }
    print!("{told}");
    if words.len() < 3 {
        println!("{passed} passed, {failed} failed");
    }
    std::process::exit((failed != 0) as i32);
}
