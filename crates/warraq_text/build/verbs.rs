//! Verbs: the stems of the ten forms of a root, and the participles and verbal nouns made by rule.

use crate::Stem;
use crate::class::Class;
use crate::nouns::Entry;
use crate::spelling::{Root, is_weak, spellings};
use std::collections::BTreeSet;

/// The letters of a form before, between and after those of the root.
struct Shape {
    /// Before the root in the perfect and in the imperfect.
    perfect: String,
    imperfect: String,
    /// The first and middle letters with what the form puts between and after them.
    first: String,
    middle: String,
    last: char,
}

impl Shape {
    fn new(root: &Root, form: &str) -> Option<Shape> {
        let (f, m, last) = (root.at(0), root.at(1), root.at(2));
        let (perfect, imperfect, first, middle) = match form {
            "1" | "2" => ("", "", f.to_string(), m.to_string()),
            "3" => ("", "", format!("{f}ا"), m.to_string()),
            "4" => ("أ", "", f.to_string(), m.to_string()),
            "5" => ("ت", "ت", f.to_string(), m.to_string()),
            "6" => ("ت", "ت", format!("{f}ا"), m.to_string()),
            "7" => ("ان", "ن", f.to_string(), m.to_string()),
            "8" => ("ا", "", eighth(f), m.to_string()),
            "9" => ("ا", "", f.to_string(), m.to_string()),
            "10" => ("است", "ست", f.to_string(), m.to_string()),
            _ => return None,
        };
        Some(Shape {
            perfect: perfect.into(),
            imperfect: imperfect.into(),
            first,
            middle,
            last,
        })
    }
}

/// The first letter and the ت of the eighth form, which become alike.
fn eighth(first: char) -> String {
    match first {
        'ص' => "صط".into(),
        'ض' => "ضط".into(),
        'ط' => "ط".into(),
        'ظ' => "ظ".into(),
        'ز' => "زد".into(),
        'د' | 'ذ' => "د".into(),
        'و' | 'ي' | 'ت' => "ت".into(),
        'ث' => "ث".into(),
        first => format!("{first}ت"),
    }
}

/// Forms in which a weak middle letter melts into a long vowel.
fn melts(form: &str) -> bool {
    matches!(form, "1" | "4" | "7" | "8" | "10")
}

/// The forms of a root, with the fifth wherever there is a second and the sixth wherever there is a
/// third: the language makes these reflexives freely.
pub(crate) fn with_reflexives(forms: &str) -> BTreeSet<&str> {
    let mut all: BTreeSet<&str> = forms.split_whitespace().collect();
    for (form, reflexive) in [("2", "5"), ("3", "6")] {
        if all.contains(form) {
            all.insert(reflexive);
        }
    }
    all
}

/// Hollow roots whose first form is written in the passive: قيل, بيع. Of others the passive is another
/// word to whoever reads it: وزير is a minister, and not «and he was visited».
const PASSIVES: [&str; 9] = [
    "قول", "بيع", "صوغ", "سوق", "جيء", "حول", "قود", "كيل", "نيل",
];

/// Adds every stem of a verb.
pub(crate) fn conjugate(root: &Root, form: &str, stems: &mut BTreeSet<Stem>) {
    let mut verb = Verb {
        lemma: lemma(root, form),
        stems,
    };
    if root.is_quadriliteral() {
        return quadriliteral(root, form, &mut verb);
    }
    let Some(shape) = Shape::new(root, form) else {
        return;
    };
    let Shape {
        perfect,
        imperfect,
        first,
        middle,
        last,
    } = &shape;
    let before = format!("{first}{middle}");
    if root.is_defective() {
        defective(root, form, &shape, &mut verb);
    } else if root.is_hollow() && melts(form) {
        hollow(root, form, &shape, &mut verb);
    } else if (root.is_geminate() && !matches!(form, "2" | "5")) || form == "9" {
        let short = format!("{before}{last}");
        let (long, short) = if form == "9" {
            (short, format!("{before}{last}{last}"))
        } else {
            (before.clone(), short)
        };
        verb.add(&format!("{perfect}{long}"), Class::PerfectLong);
        verb.add(&format!("{perfect}{short}"), Class::PerfectShort);
        verb.add(&format!("{imperfect}{long}"), Class::ImperfectLong);
        verb.add(&format!("{imperfect}{short}"), Class::ImperfectShort);
    } else {
        verb.add(&format!("{perfect}{before}{last}"), Class::Perfect);
        verb.add_imperfect(&format!("{imperfect}{before}{last}"), Class::Imperfect);
    }
    // شوهد, تبودل: the passive of the third and sixth form.
    if matches!(form, "3" | "6") {
        let passive = format!("{perfect}{}و{middle}", root.at(0));
        if root.is_defective() {
            verb.add(&format!("{passive}ي"), Class::PerfectLong);
            verb.add(&format!("{passive}ي"), Class::PerfectShort);
        } else {
            verb.add(&format!("{passive}{last}"), Class::Perfect);
        }
    }
    match (form, root.at(0)) {
        // وصل يصل
        ("1", 'و') if !root.is_geminate() && !root.is_defective() => {
            verb.add(&format!("{middle}{last}"), Class::Imperfect);
        }
        // أيقظ يوقظ
        ("4", 'ي') => verb.add(&format!("و{middle}{last}"), Class::Imperfect),
        // ادخر and اذخر, اتخذ and ائتخذ
        ("8", 'ذ') => {
            verb.add(&format!("اذد{middle}{last}"), Class::Perfect);
            verb.add(&format!("ذد{middle}{last}"), Class::Imperfect);
        }
        ("8", 'ء') => {
            verb.add(&format!("ات{middle}{last}"), Class::Perfect);
            verb.add(&format!("ت{middle}{last}"), Class::Imperfect);
        }
        _ => {}
    }
}

/// A verb whose last letter is و or ي: رمى, دعا, لقي, سمّى.
fn defective(root: &Root, form: &str, shape: &Shape, verb: &mut Verb<'_>) {
    let Shape {
        perfect,
        imperfect,
        first,
        middle,
        ..
    } = shape;
    let base = format!("{first}{middle}");
    let weak = if form == "1" { root.at(2) } else { 'ي' };
    let ends_in_alef = form == "1" && weak == 'و';
    verb.add(
        &format!("{perfect}{base}{}", if ends_in_alef { 'ا' } else { 'ى' }),
        Class::PerfectBare,
    );
    verb.add(&format!("{perfect}{base}ا"), Class::PerfectJoined);
    verb.add(&format!("{perfect}{base}ي"), Class::PerfectBare);
    verb.add(&format!("{perfect}{base}ي"), Class::PerfectLong);
    verb.add(&format!("{perfect}{base}{weak}"), Class::PerfectShort);
    verb.add(&format!("{perfect}{base}ي"), Class::PerfectShort);
    verb.add(&format!("{perfect}{base}"), Class::PerfectCut);
    let mut bases = vec![format!("{imperfect}{base}")];
    if form == "1" && root.at(0) == 'و' {
        bases.push(middle.clone());
    }
    if root.at(0) == 'ر' && middle == "ء" && matches!(form, "1" | "4") {
        // رأى يرى and أرى يري lose their hamza.
        bases.push("ر".into());
        if form == "4" {
            for (end, class) in [
                ("ى", Class::PerfectBare),
                ("ا", Class::PerfectJoined),
                ("ي", Class::PerfectShort),
                ("", Class::PerfectCut),
            ] {
                verb.add(&format!("أر{end}"), class);
            }
        }
    }
    for base in bases {
        verb.add_imperfect(&format!("{base}{weak}"), Class::ImperfectLong);
        verb.add_imperfect(&format!("{base}ي"), Class::ImperfectLong);
        verb.add_imperfect(&format!("{base}ى"), Class::ImperfectLong);
        verb.add_imperfect(&base, Class::ImperfectCut);
        verb.add_imperfect(&format!("{base}ا"), Class::ImperfectJoined);
    }
}

/// A verb whose middle letter is و or ي: قال يقول, باع يبيع, خاف يخاف, أراد يريد.
fn hollow(root: &Root, form: &str, shape: &Shape, verb: &mut Verb<'_>) {
    let Shape {
        perfect,
        imperfect,
        first,
        middle,
        last,
    } = shape;
    verb.add(&format!("{perfect}{first}ا{last}"), Class::PerfectLong);
    let letters = [root.at(0), root.at(1), root.at(2)]
        .iter()
        .collect::<String>();
    if form != "1" || PASSIVES.contains(&letters.as_str()) {
        verb.add(&format!("{perfect}{first}ي{last}"), Class::PerfectLong);
    }
    // جئت, شئت: the hamza of the first form never has an alef here.
    let short = if form == "1" && *last == 'ء' {
        'ئ'
    } else {
        *last
    };
    verb.add(&format!("{perfect}{first}{short}"), Class::PerfectShort);
    let vowel = if form == "1" { root.at(1) } else { 'ي' };
    verb.add_imperfect(&format!("{imperfect}{first}ا{last}"), Class::ImperfectLong);
    if !matches!(form, "7" | "8") {
        verb.add_imperfect(
            &format!("{imperfect}{first}{vowel}{last}"),
            Class::ImperfectLong,
        );
    }
    verb.add_imperfect(&format!("{imperfect}{first}{short}"), Class::ImperfectShort);
    // ازدوج, استحوذ: some keep their letter.
    if matches!(form, "8" | "10") {
        verb.add(&format!("{perfect}{first}{middle}{last}"), Class::Perfect);
        verb.add(
            &format!("{imperfect}{first}{middle}{last}"),
            Class::Imperfect,
        );
    }
}

fn quadriliteral(root: &Root, form: &str, verb: &mut Verb<'_>) {
    let (a, b, c, d) = (root.at(0), root.at(1), root.at(2), root.at(3));
    match form {
        "1" => {
            verb.add(&format!("{a}{b}{c}{d}"), Class::Perfect);
            verb.add(&format!("{a}{b}{c}{d}"), Class::Imperfect);
        }
        "2" => {
            verb.add(&format!("ت{a}{b}{c}{d}"), Class::Perfect);
            verb.add(&format!("ت{a}{b}{c}{d}"), Class::Imperfect);
        }
        // اطمأن يطمئن
        "4" => {
            verb.add(&format!("ا{a}{b}{c}{d}"), Class::PerfectLong);
            verb.add(&format!("ا{a}{b}{c}{d}{d}"), Class::PerfectShort);
            verb.add(&format!("{a}{b}{c}{d}"), Class::ImperfectLong);
        }
        _ => {}
    }
}

/// The dictionary form: the perfect of «he».
pub(crate) fn lemma(root: &Root, form: &str) -> String {
    let text = if root.is_quadriliteral() {
        let before = match form {
            "2" => "ت",
            "4" => "ا",
            _ => "",
        };
        format!(
            "{before}{}{}{}{}",
            root.at(0),
            root.at(1),
            root.at(2),
            root.at(3)
        )
    } else {
        let Some(Shape {
            perfect,
            first,
            middle,
            last,
            ..
        }) = Shape::new(root, form)
        else {
            return String::new();
        };
        if root.is_defective() {
            let end = if form == "1" && last == 'و' {
                'ا'
            } else {
                'ى'
            };
            format!("{perfect}{first}{middle}{end}")
        } else if root.is_hollow() && melts(form) {
            format!("{perfect}{first}ا{last}")
        } else if root.is_geminate() && !matches!(form, "2" | "5") {
            format!("{perfect}{first}{middle}")
        } else {
            format!("{perfect}{first}{middle}{last}")
        }
    };
    spellings(&text).into_iter().next().unwrap_or_default()
}

/// Collects the stems of one verb.
struct Verb<'a> {
    lemma: String,
    stems: &'a mut BTreeSet<Stem>,
}

impl Verb<'_> {
    fn add(&mut self, pattern: &str, class: Class) {
        // A single letter is the stem of a few frequent plurals only: يرون, يفون, يعون.
        if pattern.chars().count() < 2 && class != Class::ImperfectCut {
            return;
        }
        for text in spellings(pattern) {
            self.stems.insert(Stem {
                text,
                lemma: self.lemma.clone(),
                class,
            });
        }
    }

    /// After the letter of the person a first hamza may have any seat: يأكل, يؤكد.
    fn add_imperfect(&mut self, pattern: &str, class: Class) {
        self.add(pattern, class);
        if let Some(rest) = pattern.strip_prefix('ء') {
            for rest in spellings(&format!("ب{rest}")) {
                let text = format!("ئ{}", rest.trim_start_matches('ب'));
                self.stems.insert(Stem {
                    text,
                    lemma: self.lemma.clone(),
                    class,
                });
            }
        }
    }
}

/// Adds the participles and the verbal noun that a form makes by rule.
pub(crate) fn derive(root: &Root, form: &str, entries: &mut Vec<Entry>) {
    let mut adjective = |pattern: String| entries.extend(Entry::derived(&pattern, true));
    let (f, m, l) = (root.at(0), root.at(1), root.at(2));
    if root.is_quadriliteral() {
        let d = root.at(3);
        let whole = format!("{f}{m}{l}{d}");
        let (participle, noun) = match form {
            "1" => (format!("م{whole}"), format!("{whole}ة")),
            "2" => (format!("مت{whole}"), format!("ت{whole}")),
            "4" => (format!("م{whole}"), format!("ا{whole}ا{d}")),
            _ => return,
        };
        adjective(participle);
        entries.extend(Entry::derived(&noun, false));
        return;
    }
    let Some(Shape {
        imperfect,
        first,
        middle,
        last,
        perfect,
    }) = Shape::new(root, form)
    else {
        return;
    };
    let geminate = root.is_geminate() && !matches!(form, "2" | "5");
    let hollow = root.is_hollow() && melts(form);
    if form == "1" {
        adjective(if root.is_hollow() {
            format!("{f}ائ{l}")
        } else if root.is_geminate() {
            format!("{f}ا{m}")
        } else if root.is_defective() {
            format!("{f}ا{m}ي")
        } else {
            format!("{f}ا{m}{l}")
        });
        adjective(if root.is_hollow() || root.is_defective() {
            format!("م{f}{m}{l}")
        } else {
            format!("م{f}{m}و{l}")
        });
        return;
    }
    let start = if form == "4" && f == 'ي' {
        "مو".to_owned()
    } else {
        format!("م{imperfect}{first}")
    };
    if root.is_defective() {
        adjective(format!("{start}{middle}ي"));
    } else if hollow {
        if !matches!(form, "7" | "8") {
            adjective(format!("{start}ي{last}"));
        }
        adjective(format!("{start}ا{last}"));
    } else if geminate {
        adjective(format!("{start}{middle}"));
    } else {
        adjective(format!("{start}{middle}{last}"));
    }
    entries.extend(verbal_nouns(root, form, &perfect, &first, &middle, last));
}

fn verbal_nouns(
    root: &Root,
    form: &str,
    perfect: &str,
    first: &str,
    middle: &str,
    last: char,
) -> Vec<Entry> {
    let f = root.at(0);
    let hollow = root.is_hollow() && melts(form);
    let perfect = if form == "4" { "إ" } else { perfect };
    let noun = match form {
        "2" if root.is_defective() || last == 'ء' => {
            format!("ت{f}{middle}{}ة", if last == 'ء' { 'ء' } else { 'ي' })
        }
        "2" => {
            let mut nouns = Entry::derived(&format!("ت{f}{middle}ي{last}"), false);
            for noun in &mut nouns {
                noun.plurals
                    .extend(spellings(&format!("ت{f}ا{middle}ي{last}")));
            }
            return nouns;
        }
        "3" if root.is_defective() => format!("م{first}{middle}اة"),
        "3" if root.is_geminate() => format!("م{first}{middle}ة"),
        "3" => format!("م{first}{middle}{last}ة"),
        "5" | "6" if root.is_defective() => format!("ت{first}{middle}ي"),
        "6" if root.is_geminate() => format!("ت{first}{middle}"),
        "5" | "6" => format!("ت{first}{middle}{last}"),
        // إيجاد, استيراد, إيمان
        "4" if is_weak(f) || f == 'ء' => {
            let end = if root.is_defective() { 'ء' } else { last };
            if hollow {
                format!("إي{last}ة")
            } else {
                format!("إي{middle}ا{end}")
            }
        }
        "10" if is_weak(f) && !hollow => {
            let end = if root.is_defective() { 'ء' } else { last };
            format!("استي{middle}ا{end}")
        }
        "4" | "10" if hollow => format!("{perfect}{first}ا{last}ة"),
        "7" | "8" if hollow => format!("{perfect}{first}يا{last}"),
        "9" => format!("{perfect}{first}{middle}{last}ا{last}"),
        _ if root.is_defective() => format!("{perfect}{first}{middle}اء"),
        _ => format!("{perfect}{first}{middle}ا{last}"),
    };
    Entry::derived(&noun, false)
}
