//! Compiles the readable word lists of `data/` into one table that the library looks up without
//! reading anything at start: every stem of every word with the endings that it takes.

mod nouns;
mod spelling;
mod table;
mod verbs;

#[path = "../src/lexicon/class.rs"]
#[expect(dead_code, reason = "the library uses the rest")]
mod class;
#[path = "../src/lexicon/hash.rs"]
mod hash;
#[path = "../src/lexicon/seats.rs"]
#[expect(dead_code, reason = "the library uses the rest")]
mod seats;

use class::Class;
use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs, io};

/// A stem, the dictionary word that it is a stem of, and what it may be joined to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stem {
    text: String,
    lemma: String,
    class: Class,
}

/// The words of a root, by the form of the verb that they belong to; the last group are the nouns that
/// no rule makes.
type Family = Vec<Vec<String>>;

#[expect(
    clippy::print_stdout,
    reason = "cargo listens to what a build script prints"
)]
fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/lexicon");
    let roots = read("roots.tsv")?;
    let mut entries: Vec<nouns::Entry> = Vec::new();
    let mut stems = BTreeSet::new();
    let mut families: Vec<Family> = Vec::new();
    for line in lines(&roots) {
        let mut columns = line.split('\t').map(str::trim);
        let root = spelling::Root::new(columns.next().unwrap_or_default());
        let forms = columns.next().unwrap_or_default();
        let mut family = Family::new();
        for form in verbs::with_reflexives(forms) {
            let made_before = entries.len();
            verbs::conjugate(&root, form, &mut stems);
            verbs::derive(&root, form, &mut entries);
            let mut group = nouns::lemmas(&entries[made_before..]);
            group.push(verbs::lemma(&root, form));
            family.push(group);
        }
        nouns::elative(&root, &mut stems);
        let made_before = entries.len();
        for noun in columns.next().unwrap_or_default().split_whitespace() {
            entries.push(nouns::Entry::of_root(noun, &root));
        }
        family.push(nouns::lemmas(&entries[made_before..]));
        families.push(family);
    }
    for line in lines(&read("nouns.tsv")?) {
        entries.extend(line.split_whitespace().map(nouns::Entry::plain));
    }
    let adjectives = read("adjectives.tsv")?;
    let adjectives = lines(&adjectives).flat_map(str::split_whitespace).collect();
    nouns::decline(&entries, &adjectives, &mut stems);
    for line in lines(&read("names.tsv")?) {
        nouns::name(line, &mut stems);
    }
    for line in lines(&read("particles.tsv")?) {
        nouns::particle(line, &mut stems);
    }
    let known: BTreeSet<&str> = stems.iter().map(|stem| stem.lemma.as_str()).collect();
    for group in families.iter_mut().flatten() {
        group.retain(|lemma| known.contains(lemma.as_str()));
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(
        Path::new(&out).join("lexicon.bin"),
        table::encode(&stems, &families),
    )
}

fn read(name: &str) -> io::Result<String> {
    fs::read_to_string(Path::new("data").join(name))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}
