//! Runs the item named by its argument with rcgen on ring. Each line of input is a number of
//! iterations, answered with the nanoseconds that they take, or `made`, answered with the result.

use std::io::stdin;

use certmint_benches::{Item, peer::rcgen};

fn main() {
    let name = std::env::args().nth(1).expect("an item");
    let item = Item::named(&name).expect("a known item");
    let Some(mut work) = rcgen::prepare(item) else {
        println!("not done");
        return;
    };
    println!("ready");
    for line in stdin().lines() {
        match line.expect("a line").parse() {
            Ok(iterations) => println!("{}", work.run(iterations).as_nanos()),
            Err(_) => println!("{}", work.made().to_line()),
        }
    }
}
