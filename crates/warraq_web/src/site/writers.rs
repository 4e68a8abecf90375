//! Everybody who wrote for the paper.

use serde::Serialize;
use warraq_archive::model::Listing;
use warraq_archive::store::{ChangeKind, Reading};

use super::home;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{Head, LabelView, colour, initial, json_ld};

/// Where the list is, unless a page of the paper has this path.
pub(crate) const PATH: &str = "/authors/";

#[derive(Serialize)]
struct WritersPage {
    trail: Vec<LabelView>,
    title: String,
    writers: Vec<Writer>,
}

#[derive(Serialize)]
struct Writer {
    name: String,
    href: String,
    initial: String,
    colour: &'static str,
    articles: String,
    is_guest: bool,
}

/// `GET /authors/`
pub(crate) fn show(reading: &mut Reading<'_>, edition: &Edition) -> Result<Answer, Error> {
    let people = reading.people()?;
    let title = edition
        .words()
        .say_with("writers.title", "name", &edition.settings().title);
    let trail = vec![home(edition)];
    let mut made_from = MadeFrom::at(PATH).listing(Listing::All);
    for person in &people {
        made_from = made_from.with(ChangeKind::Person(person.label.id));
    }
    let writers = people
        .into_iter()
        .map(|person| Writer {
            initial: initial(&person.label.name),
            colour: colour(&person.label.name),
            articles: edition.count("articles", person.articles),
            name: person.label.name,
            href: person.label.path,
            is_guest: person.guest,
        })
        .collect();
    let head = Head {
        title: title.clone(),
        description: edition.words().say("writers.lead").to_owned(),
        data: vec![json_ld::trail(&trail, &title, edition)],
        ..Head::default()
    };
    edition.print(
        "writers.html",
        head,
        WritersPage {
            trail,
            title,
            writers,
        },
        made_from,
    )
}
