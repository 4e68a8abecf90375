//! What the search makes of words and of questions, in the forms that scorers of retrieval read.
//!
//! ```text
//! eval terms WORDS.txt                   word, tab, index terms, for each line
//! eval run DOCS.tsv.gz QUERIES.tsv       a TREC run of the hundred best for each question
//! ```
//!
//! Documents (number, date, source, title, body) are imported as an export's articles are, into an
//! archive that is thrown away; questions are asked as a reader asks them.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use flate2::read::MultiGzDecoder;
use warraq_archive::Archive;
use warraq_archive::clock::SystemClock;
use warraq_archive::ingest::{self, Options, Source};
use warraq_archive::model::{ArticleId, Resolved, Target};
use warraq_import::record::{Article, Problem, Record, Site, Standing};
use warraq_text::analyze::Analyzer;

/// Answers that are looked at.
const DEPTH: usize = 100;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["terms", words] => terms(Path::new(words)),
        ["run", documents, queries] => run(Path::new(documents), Path::new(queries)),
        _ => bail!("usage: eval terms WORDS.txt | eval run DOCS.tsv.gz QUERIES.tsv"),
    }
}

fn terms(words: &Path) -> Result<()> {
    let mut analyzer = Analyzer::new();
    let mut out = BufWriter::new(io::stdout().lock());
    for line in lines(words)? {
        let line = line?;
        let mut terms = Vec::new();
        analyzer.words(&line, |word| terms.extend(word.lemmas.map(str::to_owned)));
        writeln!(out, "{line}\t{}", terms.join(" "))?;
    }
    Ok(())
}

fn run(documents: &Path, queries: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let archive = Archive::create(folder.path(), Arc::new(SystemClock))?;
    let source = Documents(documents.to_owned());
    ingest::run(&archive, &source, &Options::default(), &|_, _| {})?;
    let names = source.names(&archive)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for line in lines(queries)? {
        let line = line?;
        let (number, text) = line
            .split_once('\t')
            .context("a question without a number")?;
        // A space ends the last word: whoever asks for a whole headline is not typing any more.
        for (rank, (id, score)) in (1..).zip(archive.rank(&format!("{text} "), DEPTH)?) {
            let name = names.get(&id).map_or("?", String::as_str);
            writeln!(out, "{number} Q0 {name} {rank} {score} warraq")?;
        }
    }
    Ok(())
}

fn lines(file: &Path) -> Result<Box<dyn Iterator<Item = io::Result<String>>>> {
    let opened = File::open(file).with_context(|| file.display().to_string())?;
    Ok(if file.extension().is_some_and(|end| end == "gz") {
        Box::new(BufReader::new(MultiGzDecoder::new(opened)).lines())
    } else {
        Box::new(BufReader::new(opened).lines())
    })
}

/// A collection of documents as a source of articles.
struct Documents(PathBuf);

impl Documents {
    fn rows(&self) -> impl Iterator<Item = Vec<String>> + use<> {
        let rows = lines(&self.0).into_iter().flatten().map_while(Result::ok);
        rows.map(|line| line.split('\t').map(str::to_owned).collect())
    }

    /// The collection's own names of the documents.
    fn names(&self, archive: &Archive) -> Result<HashMap<ArticleId, String>> {
        let mut names = HashMap::new();
        archive.read_here(|reading| {
            for (number, row) in (1..).zip(self.rows()) {
                if let Resolved::Moved { to } = reading.resolve(&format!("/?p={number}"))?
                    && let Resolved::Here {
                        target: Target::Article(id),
                        ..
                    } = reading.resolve(&warraq_text::path::canonical(&to))?
                {
                    names.extend(row.first().map(|name| (id, name.clone())));
                }
            }
            Ok(())
        })?;
        Ok(names)
    }
}

impl Source for Documents {
    fn format(&self) -> &'static str {
        "documents"
    }

    fn files(&self) -> Vec<String> {
        vec![self.0.display().to_string()]
    }

    fn records(&self) -> Box<dyn Iterator<Item = Result<Record, Problem>> + Send + '_> {
        let site = std::iter::once(Record::Site(Site::default()));
        let articles = (1..).zip(self.rows()).map(|(number, row)| {
            let field = |at: usize| row.get(at).cloned().unwrap_or_default();
            let mut article = Article {
                standing: Standing::Published,
                body_source: field(4),
                ..Article::default()
            };
            article.common.external_id = number;
            article.common.title = field(3);
            article.common.slug = format!("d{number}");
            article.common.published_at = Some(number * 1_000);
            Record::Article(Box::new(article))
        });
        let records: Vec<Record> = site.chain(articles).collect();
        Box::new(records.into_iter().map(Ok))
    }
}
