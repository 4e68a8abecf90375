//! Nouns, adjectives, names and particles: their stems with the endings that each may take.

use crate::Stem;
use crate::class::Class;
use crate::spelling::{Root, fold, is_weak, spellings};
use std::collections::{BTreeSet, HashSet};

/// A noun or adjective of the word lists.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// As it is spelled, or folded where it was made by rule; ة and ى are told apart.
    pub(crate) singular: String,
    /// Broken plurals and other forms that no rule makes.
    pub(crate) plurals: Vec<String>,
    /// Whether it has a feminine in ة even if that is a word of its own as well.
    gendered: bool,
    /// قاض, محام: the ي of the dictionary form comes and goes.
    loses_ya: bool,
    lemma: String,
}

impl Entry {
    /// An entry that a verb makes by rule, in every spelling of its hamza.
    pub(crate) fn derived(pattern: &str, gendered: bool) -> Vec<Entry> {
        let (body, end) = match pattern.strip_suffix('ة') {
            Some(body) => (body, "ة"),
            None => (pattern, ""),
        };
        let lemma = spellings(body).into_iter().next().unwrap_or_default() + end;
        spellings(body)
            .into_iter()
            .map(|body| Entry {
                loses_ya: end.is_empty() && body.ends_with('ي') && body.chars().count() > 3,
                singular: body + end,
                plurals: Vec::new(),
                gendered,
                lemma: lemma.clone(),
            })
            .collect()
    }

    /// An entry of `nouns.tsv`: `singular:plural,plural`.
    pub(crate) fn plain(text: &str) -> Entry {
        let (singular, plurals) = text.split_once(':').unwrap_or((text, ""));
        let plurals: Vec<String> = plurals
            .split(',')
            .filter(|p| !p.is_empty())
            .map(str::to_owned)
            .collect();
        let nisba = singular.ends_with('ي') && singular.chars().count() > 2;
        let gendered = nisba
            || plurals
                .iter()
                .any(|plural| is_plural_of_people(singular, plural));
        Entry {
            lemma: singular.to_owned(),
            singular: singular.to_owned(),
            plurals,
            gendered,
            loses_ya: false,
        }
    }

    /// An entry of `roots.tsv`, where the root tells whether a final ي was left unwritten.
    pub(crate) fn of_root(text: &str, root: &Root) -> Entry {
        let mut entry = Entry::plain(text);
        let folded = fold(&entry.singular);
        let mut letters = folded.chars();
        let (first, second) = (letters.next(), letters.next());
        let ends_in_middle = folded.ends_with(root.at(1)) && !is_weak(root.at(1));
        let shape = matches!(first, Some('م' | 'ت')) && second != Some('ا')
            || second == Some('ا')
            || first == Some('م');
        if root.is_defective() && ends_in_middle && shape && folded.chars().count() >= 3 {
            entry.singular.push('ي');
            entry.lemma.clone_from(&entry.singular);
            entry.loses_ya = true;
        }
        entry
    }
}

/// The dictionary words of entries.
pub(crate) fn lemmas(entries: &[Entry]) -> Vec<String> {
    let mut lemmas: Vec<_> = entries.iter().map(|entry| entry.lemma.clone()).collect();
    lemmas.dedup();
    lemmas
}

/// Plurals that only people and qualities have: كبار, شهداء, أصدقاء, قتلى, طلاب.
fn is_plural_of_people(singular: &str, plural: &str) -> bool {
    let (s, p): (Vec<char>, Vec<char>) =
        (fold(singular).chars().collect(), plural.chars().collect());
    let like_kabir = s.len() == 4 && s[2] == 'ي';
    let like_talib = s.len() == 4 && s[1] == 'ا';
    (like_kabir
        && (plural.ends_with("اء") || plural.ends_with('ى') || (p.len() == 4 && p[2] == 'ا')))
        || (like_talib && p.len() == 4 && p[2] == 'ا' && p[0] != 'أ')
        || (like_kabir && p.len() == 3 && s[0] == p[0] && p[1] == p[2])
}

/// Adds the stems of all entries. `adjectives` have a feminine whatever their shape.
pub(crate) fn decline(entries: &[Entry], adjectives: &HashSet<&str>, stems: &mut BTreeSet<Stem>) {
    // كتاب has no feminine because كتابة is a word of its own.
    let feminines: HashSet<&str> = entries
        .iter()
        .filter_map(|entry| entry.singular.strip_suffix('ة'))
        .collect();
    for entry in entries {
        let mut noun = Noun {
            lemma: &entry.lemma,
            stems,
        };
        let word = entry.singular.as_str();
        noun.singular(
            entry,
            if entry.gendered || adjectives.contains(word) {
                Class::Gendered
            } else if feminines.contains(word) {
                Class::Masculine
            } else {
                Class::Noun
            },
        );
        for plural in &entry.plurals {
            noun.plural(plural);
        }
    }
}

/// Adds the elative of a root, أكبر.
pub(crate) fn elative(root: &Root, stems: &mut BTreeSet<Stem>) {
    let (f, m, l) = (root.at(0), root.at(1), root.at(2));
    if root.is_quadriliteral() || f == 'ء' {
        return;
    }
    let text = if root.is_geminate() {
        format!("أ{f}{m}")
    } else if root.is_defective() {
        format!("أ{f}{m}ى")
    } else {
        format!("أ{f}{m}{l}")
    };
    for text in spellings(&text)
        .into_iter()
        .filter(|text| !text.contains('ئ'))
    {
        stems.insert(Stem {
            lemma: text.clone(),
            text,
            class: Class::Elative,
        });
    }
}

/// Adds a line of `names.tsv`: spellings of one name; the first is the lemma. A name with a nisba
/// that no rule makes has it after a colon.
pub(crate) fn name(line: &str, stems: &mut BTreeSet<Stem>) {
    let (names, nisba) = line.split_once(':').unwrap_or((line, ""));
    let spellings: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
    let Some(lemma) = spellings.first() else {
        return;
    };
    for text in &spellings {
        stems.insert(Stem {
            text: text.clone(),
            lemma: lemma.clone(),
            class: Class::Name,
        });
        // القدس: the article comes off after a preposition, للقدس.
        if let Some(rest) = text.strip_prefix("ال") {
            stems.insert(Stem {
                text: rest.to_owned(),
                lemma: lemma.clone(),
                class: Class::Broken,
            });
        }
    }
    let nisbas: Vec<String> = nisba.split_whitespace().map(str::to_owned).collect();
    if let Some(lemma) = nisbas.iter().find(|n| n.ends_with('ي')).or(nisbas.first()) {
        let mut noun = Noun { lemma, stems };
        for text in &nisbas {
            noun.add(
                text,
                if text.ends_with('ي') {
                    Class::Gendered
                } else {
                    Class::Broken
                },
            );
        }
    }
}

/// Adds a line of `particles.tsv`: the forms of one particle or pronoun; the first is the lemma.
pub(crate) fn particle(line: &str, stems: &mut BTreeSet<Stem>) {
    let forms: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let Some(lemma) = forms.first() else { return };
    for text in &forms {
        stems.insert(Stem {
            text: text.clone(),
            lemma: lemma.clone(),
            class: Class::Particle,
        });
    }
}

struct Noun<'a> {
    lemma: &'a str,
    stems: &'a mut BTreeSet<Stem>,
}

impl Noun<'_> {
    fn add(&mut self, text: &str, class: Class) {
        self.stems.insert(Stem {
            text: text.to_owned(),
            lemma: self.lemma.to_owned(),
            class,
        });
    }

    fn singular(&mut self, entry: &Entry, class: Class) {
        let word = entry.singular.as_str();
        if let Some(stem) = word.strip_suffix('ة') {
            self.add(stem, Class::Feminine);
            // قناة قنوات, مباراة مباريات
            if let Some(short) = stem.strip_suffix('ا') {
                self.add(&format!("{short}و"), Class::Weak);
                self.add(&format!("{short}ي"), Class::Weak);
            }
        } else if let Some(stem) = word.strip_suffix('ى') {
            self.add(word, Class::Broken);
            self.add(&format!("{stem}ا"), Class::Joined);
            self.add(&format!("{stem}ي"), Class::Weak);
        } else {
            self.add(word, class);
            if let Some(stem) = word.strip_suffix("اء") {
                self.add(&format!("{stem}او"), Class::Weak);
            }
        }
        if entry.loses_ya
            && let Some(stem) = word.strip_suffix('ي')
        {
            self.add(stem, Class::Shortened);
            self.add(&format!("{stem}ى"), Class::Broken);
            self.add(&format!("{stem}ا"), Class::Joined);
            self.add(&format!("{stem}ا"), Class::BrokenFeminine);
        }
    }

    fn plural(&mut self, plural: &str) {
        if let Some(stem) = plural.strip_suffix('ة') {
            self.add(stem, Class::BrokenFeminine);
        } else if let Some(stem) = plural.strip_suffix('ى') {
            self.add(plural, Class::Broken);
            self.add(&format!("{stem}ا"), Class::Joined);
        } else {
            self.add(plural, Class::Broken);
        }
    }
}
