//! Times in readable form: three digits and a suitable unit.

pub fn readable(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        ..1e3 => (nanoseconds, "ns"),
        1e3..1e6 => (nanoseconds / 1e3, "µs"),
        _ => (nanoseconds / 1e6, "ms"),
    };
    match value {
        ..10.0 => format!("{value:.2} {unit}"),
        10.0..100.0 => format!("{value:.1} {unit}"),
        _ => format!("{value:.0} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn three_digits_in_the_unit_that_fits() {
        let times = [952.54, 1_000.0, 22_167.0, 141_500.0, 75_300_000.0, 314_000_000.0];
        let expected = ["953 ns", "1.00 µs", "22.2 µs", "142 µs", "75.3 ms", "314 ms"];
        assert_eq!(times.map(readable), expected);
    }
}
