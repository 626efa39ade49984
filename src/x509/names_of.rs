//! A list of names in a constant.

/// Returns an array of what a `const` function of each value in a list returns. The list is a
/// constant.
macro_rules! names_of {
    ($values:expr, $name:ident) => {{
        let mut names = [""; $values.len()];
        let mut position = 0;
        while position < names.len() {
            names[position] = $values[position].$name();
            position += 1;
        }
        names
    }};
}

pub(crate) use names_of;
