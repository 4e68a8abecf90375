//! «هل تقصد»: what was meant by a word that the archive hardly knows.
//!
//! The archive's own words are the dictionary: whatever it spells so often is right here. Both what
//! was typed and what was meant are searched, and the reader is told.

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Occur};
use tantivy::{Searcher, Term as IndexTerm};
use warraq_text::query::{Query as Typed, Term, parse};
use warraq_text::{fold, keyboard, spelling, translit};

use super::SearchError;
use super::fields::Fields;
use super::query::{Boxed, sought};
use super::words::Sought;

/// A word in so many articles or fewer may be a slip of the hand.
const RARE: u64 = 2;
/// Words of so many letters or more may have two slips.
const LONG: usize = 7;
/// Shorter words are like too many others.
const SHORTEST: usize = 3;
/// Candidates that are tried with the other words.
const TRIED: usize = 12;
/// Words of the index that are looked at for one typed word.
const LOOKED_AT: usize = 20_000;

/// A word that was typed, and the one that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub typed: String,
    /// As the archive spells it.
    pub meant: String,
}

/// Corrects words of `text` that are rare in the archive, and adds what is meant to the question.
pub(super) fn correct(
    searcher: &Searcher,
    fields: &Fields,
    text: &str,
    typed: &mut Typed,
) -> Result<Vec<Correction>, SearchError> {
    if let Some(meant) = on_another_keyboard(searcher, fields, text, typed)? {
        *typed = parse(&meant);
        let typed = text.to_owned();
        return Ok(vec![Correction { typed, meant }]);
    }
    let mut corrections = Vec::new();
    for at in 0..typed.clauses.len() {
        let [Term::Word { text, open, .. }] = typed.clauses[at].any.as_slice() else {
            continue;
        };
        let (text, open) = (text.clone(), *open);
        let word = Sought::of(&text);
        if word.is_stop || articles(searcher, fields, &word)? > RARE {
            continue;
        }
        let others = || {
            let clauses = typed.clauses.iter().enumerate();
            clauses
                .filter(|(other, _)| *other != at)
                .filter_map(|(_, clause)| clause.any.first())
                .filter_map(|term| match term {
                    Term::Word { text, .. } => Some(Sought::of(text)),
                    Term::Phrase { .. } => None,
                })
                .filter(|word| !word.is_stop)
                .collect::<Vec<_>>()
        };
        let candidates = candidates(searcher, fields, &text, &word.surface)?;
        let Some(meant) = best(searcher, fields, candidates, &others())? else {
            continue;
        };
        typed.clauses[at].any.push(Term::Word {
            folded: fold::fold(&meant),
            text: meant.clone(),
            open: false,
        });
        if let Some(Term::Word {
            open: unfinished, ..
        }) = typed.clauses[at].any.first_mut()
        {
            *unfinished = open;
        }
        corrections.push(Correction { typed: text, meant });
    }
    Ok(corrections)
}

/// The whole text as an Arabic keyboard would have it: its letters are where others have brackets and
/// quotes, so that single words do not survive. Only if the archive knows all of it, and nothing of
/// what was typed.
fn on_another_keyboard(
    searcher: &Searcher,
    fields: &Fields,
    text: &str,
    typed: &Typed,
) -> Result<Option<String>, SearchError> {
    let Some(meant) = keyboard::arabic(text.trim()) else {
        return Ok(None);
    };
    for word in typed.words() {
        if articles(searcher, fields, &Sought::of(word))? > 0 {
            return Ok(None);
        }
    }
    let query = parse(&meant);
    for word in query.words() {
        let word = Sought::of(word);
        if !word.is_stop && articles(searcher, fields, &word)? == 0 {
            return Ok(None);
        }
    }
    Ok((!query.clauses.is_empty()).then_some(meant))
}

/// In how many articles a word occurs in some form; an upper bound, for the forms overlap.
fn articles(searcher: &Searcher, fields: &Fields, word: &Sought) -> Result<u64, SearchError> {
    let mut most = 0;
    for text in [fields.headline, fields.body] {
        let surface = IndexTerm::from_field_text(text.surfaces, &word.surface);
        most = most.max(searcher.doc_freq(&surface)?);
        for lemma in &word.lemmas {
            let lemma = IndexTerm::from_field_text(text.lemmas, lemma);
            most = most.max(searcher.doc_freq(&lemma)?);
        }
    }
    Ok(most)
}

/// A word that may be meant.
struct Candidate {
    word: String,
    /// What it costs to have typed the other for it, in slips.
    cost: f64,
    articles: u64,
}

fn candidates(
    searcher: &Searcher,
    fields: &Fields,
    typed: &str,
    folded: &str,
) -> Result<Vec<Candidate>, SearchError> {
    let mut found = Vec::new();
    // «7amas» is a name with a digit for a letter, «9D2» is a number of something.
    let latin = folded.bytes().filter(u8::is_ascii_alphabetic).count();
    if latin >= SHORTEST {
        let by_key = keyboard::arabic(typed).into_iter();
        for word in by_key.chain(translit::arabic(typed)) {
            let known = articles(searcher, fields, &Sought::of(&word))?;
            if known > RARE {
                found.push(Candidate {
                    word,
                    cost: 0.0,
                    articles: known,
                });
            }
        }
    }
    let letters = folded.chars().count();
    // A number that is not there is not another number.
    let is_word = |word: &str| !word.contains(|c: char| c.is_ascii_digit());
    if found.is_empty() && letters >= SHORTEST && is_word(folded) {
        let slips = if letters >= LONG { 2 } else { 1 };
        let automaton = LevenshteinAutomatonBuilder::new(slips, true).build_dfa(folded);
        let mut left = LOOKED_AT;
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(fields.body.surfaces)?;
            let mut words = inverted
                .terms()
                .search(Within(&automaton))
                .into_stream()
                .map_err(tantivy::TantivyError::from)?;
            while let Some((key, info)) = words.next() {
                left -= 1;
                if left == 0 {
                    break;
                }
                let Ok(word) = std::str::from_utf8(key) else {
                    continue;
                };
                if is_word(word) {
                    note(&mut found, folded, word, u64::from(info.doc_freq));
                }
            }
        }
    }
    found.retain(|candidate| candidate.articles > RARE);
    found.sort_unstable_by(|a, b| b.alone().total_cmp(&a.alone()));
    found.truncate(TRIED);
    Ok(found)
}

fn note(found: &mut Vec<Candidate>, typed: &str, word: &str, articles: u64) {
    if let Some(known) = found.iter_mut().find(|known| known.word == word) {
        known.articles += articles;
    } else if let Some(cost) = spelling::cost(typed, word).filter(|cost| *cost > 0) {
        found.push(Candidate {
            word: word.to_owned(),
            cost: f64::from(cost) / f64::from(spelling::SLIP),
            articles,
        });
    }
}

impl Candidate {
    /// How likely it is, whatever stands beside it.
    fn alone(&self) -> f64 {
        (self.articles as f64).ln() - 4.0 * self.cost
    }
}

/// The candidate that stands most often beside the other words.
fn best(
    searcher: &Searcher,
    fields: &Fields,
    candidates: Vec<Candidate>,
    others: &[Sought],
) -> Result<Option<String>, SearchError> {
    let mut best: Option<(f64, String)> = None;
    for candidate in candidates {
        let mut score = candidate.alone();
        if !others.is_empty() {
            let beside = beside(searcher, fields, &Sought::of(&candidate.word), others)?;
            score += 3.0 * (1.0 + beside as f64).ln();
        }
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, candidate.word));
        }
    }
    Ok(best.map(|(_, word)| word))
}

/// In how many articles `word` stands with all of the others.
fn beside(
    searcher: &Searcher,
    fields: &Fields,
    word: &Sought,
    others: &[Sought],
) -> Result<usize, SearchError> {
    let all = std::iter::once(word).chain(others);
    let all = all.map(|word| -> (Occur, Boxed) { (Occur::Must, sought(fields, word)) });
    Ok(searcher.search(&BooleanQuery::new(all.collect()), &Count)?)
}

/// The automaton as the term dictionary walks it.
struct Within<'a>(&'a DFA);

impl tantivy_fst::Automaton for Within<'_> {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != levenshtein_automata::SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}
