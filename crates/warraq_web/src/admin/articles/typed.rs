//! From the fields of the editor to a text, and what is wrong with them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Serialize;
use warraq_archive::accounts::SignedIn;
use warraq_archive::desk::{LeadPicture, Manuscript};
use warraq_archive::model::{MediaId, RevisionId, SectionId, Timestamp};

use crate::forms::Form;
use crate::site::form::one_line;

/// The longest headline, kicker and standfirst, in letters.
const LONGEST_LINE: usize = 400;
/// The longest last part of an address, in letters.
const LONGEST_SLUG: usize = 160;
/// The most people or tags of an article.
const MOST_NAMES: usize = 40;
/// The longest name, in letters.
const LONGEST_NAME: usize = 120;
/// What stands between names, in either script.
const COMMAS: [char; 4] = ['،', ',', '؛', '\n'];

/// The fields as they were typed.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Typed {
    pub(super) headline: String,
    pub(super) kicker: String,
    pub(super) standfirst: String,
    pub(super) body: String,
    pub(super) slug: String,
    /// The number of a section; empty for none.
    pub(super) section: String,
    pub(super) byline: String,
    pub(super) tags: String,
    pub(super) seo_title: String,
    pub(super) seo_description: String,
    /// The number of the picture at its head; empty for none.
    pub(super) lead: String,
    pub(super) lead_alt: String,
    pub(super) lead_caption: String,
    pub(super) lead_credit: String,
}

/// Something wrong with a field: its name, and the key of the sentence.
pub(super) type Fault = (&'static str, &'static str);

impl Typed {
    pub(super) fn of(form: &Form) -> Self {
        Self {
            headline: one_line(form.text("headline")),
            kicker: one_line(form.text("kicker")),
            standfirst: one_line(form.text("standfirst")),
            body: form.text("body").to_owned(),
            slug: one_line(form.text("slug")),
            section: form.text("section").to_owned(),
            byline: form.text("byline").to_owned(),
            tags: form.text("tags").to_owned(),
            seo_title: one_line(form.text("seo_title")),
            seo_description: one_line(form.text("seo_description")),
            // A number that was typed is meant, whatever was chosen before.
            lead: match form.text("lead_number") {
                "" => one_line(form.text("lead")),
                number => one_line(number),
            },
            lead_alt: one_line(form.text("lead_alt")),
            lead_caption: one_line(form.text("lead_caption")),
            lead_credit: one_line(form.text("lead_credit")),
        }
    }

    /// What a new article begins with.
    pub(super) fn by(who: &SignedIn) -> Self {
        Self {
            byline: who.account().name.clone(),
            ..Self::default()
        }
    }

    pub(super) fn from_text(text: &Manuscript) -> Self {
        let text = text.clone();
        let (lead, said) = match text.lead {
            Some(lead) => (lead.id.to_string(), lead),
            None => (String::new(), LeadPicture::of(MediaId(0))),
        };
        Self {
            headline: text.headline,
            kicker: text.kicker,
            standfirst: text.standfirst,
            body: text.body,
            slug: text.slug,
            section: text.section.map_or_else(String::new, |id| id.to_string()),
            byline: text.byline.join("، "),
            tags: text.tags.join("، "),
            seo_title: text.seo_title,
            seo_description: text.seo_description,
            lead,
            lead_alt: said.alt,
            lead_caption: said.caption,
            lead_credit: said.credit,
        }
    }

    /// The text, unless something is wrong with a field.
    /// `faults` are those that are known before.
    pub(super) fn read(
        &self,
        sections: &[(SectionId, String)],
        mut faults: Vec<Fault>,
    ) -> Result<Manuscript, Vec<Fault>> {
        let mut note = |field, is_wrong, sentence| {
            if is_wrong {
                faults.push((field, sentence));
            }
        };
        let is_long = |text: &str, most| text.chars().count() > most;
        note("headline", self.headline.is_empty(), "form.fill_in");
        for (field, text, most) in [
            ("headline", &self.headline, LONGEST_LINE),
            ("kicker", &self.kicker, LONGEST_LINE),
            ("standfirst", &self.standfirst, LONGEST_LINE * 2),
            ("slug", &self.slug, LONGEST_SLUG),
            ("seo_title", &self.seo_title, LONGEST_LINE),
            ("seo_description", &self.seo_description, LONGEST_LINE * 2),
            ("lead_alt", &self.lead_alt, LONGEST_LINE),
            ("lead_caption", &self.lead_caption, LONGEST_LINE * 2),
            ("lead_credit", &self.lead_credit, LONGEST_NAME),
        ] {
            note(field, is_long(text, most), "form.too_long");
        }
        let text = self.as_it_is(sections);
        note(
            "section",
            !self.section.is_empty() && text.section.is_none(),
            "form.choose",
        );
        note(
            "lead",
            text.lead.is_none() && !self.lead.is_empty(),
            "form.choose",
        );
        for (field, names) in [("byline", &text.byline), ("tags", &text.tags)] {
            let is_wrong =
                names.len() > MOST_NAMES || names.iter().any(|name| is_long(name, LONGEST_NAME));
            note(field, is_wrong, "form.too_long");
        }
        if faults.is_empty() {
            Ok(text)
        } else {
            Err(faults)
        }
    }

    /// The text, whatever is wrong with it: to be kept, not to be saved.
    pub(super) fn as_it_is(&self, sections: &[(SectionId, String)]) -> Manuscript {
        let section = self.section.parse().ok().map(SectionId);
        let is_known = |id: &SectionId| sections.iter().any(|(known, _)| known == id);
        Manuscript {
            headline: self.headline.clone(),
            kicker: self.kicker.clone(),
            standfirst: self.standfirst.clone(),
            body: self.body.clone(),
            slug: self.slug.clone(),
            section: section.filter(is_known),
            byline: names(&self.byline),
            tags: names(&self.tags),
            seo_title: self.seo_title.clone(),
            seo_description: self.seo_description.clone(),
            lead: self.lead_picture(),
        }
    }

    fn lead_picture(&self) -> Option<LeadPicture> {
        Some(LeadPicture {
            id: MediaId(self.lead.parse().ok()?),
            alt: self.lead_alt.clone(),
            caption: self.lead_caption.clone(),
            credit: self.lead_credit.clone(),
        })
    }
}

/// The revision that a form was filled in from.
pub(super) fn from(form: &Form) -> RevisionId {
    RevisionId(form.text("from").parse().unwrap_or(0))
}

/// The pen of the window that a form comes from, and the number of what it sends. Nothing for a form
/// that was filled in without script.
pub(super) fn pen(form: &Form) -> Option<(String, i64)> {
    mark(&format!("{}.{}", form.text("pen"), form.text("seq")))
}

/// Pens of windows whose texts this form has taken up.
pub(super) fn taken(form: &Form) -> Vec<(String, i64)> {
    form.all("taken").filter_map(mark).collect()
}

/// `PEN.NUMBER`
fn mark(text: &str) -> Option<(String, i64)> {
    /// What a browser's random number takes, in letters.
    const PEN: std::ops::RangeInclusive<usize> = 16..=64;
    let (pen, seq) = text.split_once('.')?;
    let is_pen = PEN.contains(&pen.len()) && pen.bytes().all(|b| b.is_ascii_alphanumeric());
    let seq = seq.parse().ok().filter(|seq| *seq > 0)?;
    is_pen.then(|| (pen.to_owned(), seq))
}

/// Names between commas, each once.
fn names(typed: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in typed
        .split(COMMAS)
        .map(|name| warraq_text::bidi::plain(&one_line(name)))
    {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A moment on the paper's wall clocks, as browsers spell it: `2026-11-20T16:00`. An hour that the
/// clocks skip is the one after it.
pub(in crate::admin) fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = text
        .parse::<DateTime>()
        .ok()?
        .to_zoned_datetime(zone.clone())
        .ok()?;
    Some(Timestamp::from_millis(zoned.timestamp().as_millisecond()))
}

/// The same the other way.
pub(in crate::admin) fn spelled(at: Timestamp, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_by_commas_of_either_script() {
        assert_eq!(
            names("رنا  العلي، سامي المرعشلي,رنا العلي\nJane Doe،"),
            ["رنا العلي", "سامي المرعشلي", "Jane Doe"]
        );
        assert!(names(" ، ").is_empty());
    }

    #[test]
    fn a_pen_is_long_and_plain() {
        let pen = "0123456789abcdef";
        assert_eq!(mark(&format!("{pen}.7")), Some((pen.to_owned(), 7)));
        for wrong in [
            "",
            ".",
            "short.7",
            "0123456789abcdef.0",
            "0123456789abcde/.7",
            "0123456789abcdef.x",
        ] {
            assert_eq!(mark(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_moment_is_one_of_the_papers_clocks() {
        let zone = TimeZone::get("Asia/Damascus").unwrap();
        let at = moment("2026-11-20T16:00", &zone).unwrap();
        assert_eq!(at.millis(), 1_795_179_600_000);
        assert_eq!(spelled(at, &zone), "2026-11-20T16:00");
        for wrong in ["", "غدًا", "2026-13-01T00:00", "2026-11-20T25:00"] {
            assert_eq!(moment(wrong, &zone), None, "{wrong}");
        }
    }
}
