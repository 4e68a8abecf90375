//! Scores the search on the development half of the Arabic kit, through the product's own code.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};

use crate::{process, repository};

/// Collections with the nDCG@10 that they must reach.
const SETS: [(&str, &str); 9] = [
    ("snn-title", ".785"),
    ("snn-short", ".590"),
    ("snn-morph", ".765"),
    ("snn-orth", ".770"),
    ("snn-typo", ".50"),
    ("snn-samestory", ".79"),
    ("ant-title", ".88"),
    ("wiki-qa", ".91"),
    ("quran-qa", ".40"),
];

/// `eval terms WORDS` and `eval run DOCS QUERIES` print what a scorer reads; without arguments all
/// development sets are scored.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let build = ["build", "--release", "--quiet", "--example", "eval"];
    let program = repository::target().join("release/examples/eval");
    process::run(&mut process::cargo(build))?;
    if !arguments.is_empty() {
        return process::run(&mut process::command(program, arguments));
    }
    let kit = kit();
    if !kit.is_dir() {
        println!("skipped: no kit in {}; set WARRAQ_SHARED", kit.display());
        return Ok(());
    }
    let work = repository::target().join("eval");
    std::fs::create_dir_all(&work)?;
    let words = work.join("terms.tsv");
    print(
        &program,
        &[&"terms", &kit.join("pairs/dev/words.txt")],
        &words,
    )?;
    for part in ["pairs", "groups"] {
        let gold = kit.join(format!("pairs/dev/{part}.tsv"));
        println!("{}", score(&kit, &[&part, &gold, &words])?);
    }
    for (set, bar) in SETS {
        let dev = kit.join("retrieval").join(set).join("dev");
        let found = work.join(format!("{set}.run"));
        let documents = documents(&kit, set, &work)?;
        print(
            &program,
            &[&"run", &documents, &dev.join("queries.tsv")],
            &found,
        )?;
        let ignored = dev.join("ignore.tsv");
        let gold = dev.join("qrels.txt");
        let mut parts: Vec<&dyn AsRef<Path>> = vec![&"run", &gold, &found];
        if ignored.is_file() {
            parts.push(&ignored);
        }
        println!("{set:<14} asked {bar:<5} {}", score(&kit, &parts)?.trim());
    }
    Ok(())
}

fn kit() -> PathBuf {
    let shared = std::env::var_os("WARRAQ_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| repository::root().join("../shared"));
    shared.join("eval")
}

/// The documents of a set. Those of the headline sets are those of the same-story set without
/// headlines, which are the questions there.
fn documents(kit: &Path, set: &str, work: &Path) -> Result<PathBuf> {
    let own = kit.join("retrieval").join(set).join("docs.tsv.gz");
    if own.is_file() {
        return Ok(own);
    }
    let bare = work.join("retrieval/snn-title/docs.tsv.gz");
    if !bare.is_file() {
        let mut prepare = process::command("sh", [kit.join("prepare.sh")]);
        process::run(prepare.env("OUT", work.join("retrieval/snn-title")))?;
    }
    Ok(bare)
}

fn print(program: &Path, arguments: &[&dyn AsRef<Path>], to: &Path) -> Result<()> {
    let file = File::create(to).with_context(|| to.display().to_string())?;
    let arguments = arguments.iter().copied().map(AsRef::as_ref);
    process::run(process::command(program, arguments).stdout(Stdio::from(file)))
}

fn score(kit: &Path, arguments: &[&dyn AsRef<Path>]) -> Result<String> {
    let scorer = kit.join("score.py");
    let arguments = arguments.iter().copied().map(AsRef::as_ref);
    let arguments = std::iter::once(scorer.as_path()).chain(arguments);
    process::output(&mut process::command("python3", arguments))
}
