//! Prints the index terms of every word of a list: word, tab, terms. For measuring.

use std::io::{self, BufRead, Write};
use warraq_text::analyze::Analyzer;

fn main() -> io::Result<()> {
    let mut analyzer = Analyzer::new();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut terms = Vec::new();
        analyzer.words(&line, |word| {
            terms.extend(word.lemmas.map(str::to_owned));
        });
        writeln!(out, "{line}\t{}", terms.join(" "))?;
    }
    Ok(())
}
