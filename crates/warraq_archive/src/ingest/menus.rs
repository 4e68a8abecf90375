//! Menus, once everything that they lead to is in place.

use std::collections::HashMap;

use warraq_import::record::{MenuItem, MenuTarget, Problem, ProblemKind, Taxonomy};

use super::items::{Done, Verdict, content_hash, identity};
use super::{IngestError, Writer, addresses};
use crate::model::{ArticleId, SectionId, Target};
use crate::store::imports::{self, ItemKind, Outcome};
use crate::store::menu::{self, Destination, NewLine};
use crate::store::{Conn, writing};

/// Words in the name of a menu that stands at the foot of the page.
const FOOT: [&str; 5] = ["footer", "bottom", "تذييل", "سفل", "الذيل"];
/// Words in the name of the menu that stands at the head of the page.
const HEAD: [&str; 7] = ["main", "primary", "header", "top", "رئيس", "علوي", "الاقسام"];

impl Writer<'_> {
    /// Writes the lines of all menus.
    pub(super) fn menus(&mut self, tx: &mut Conn) -> Result<(), IngestError> {
        let mut written: HashMap<i64, i64> = HashMap::new();
        let mut below: Vec<(i64, i64)> = Vec::new();
        for mut item in std::mem::take(&mut self.menu_items) {
            let place = std::mem::take(&mut item.common.place);
            let hash = content_hash(&item);
            let run = self.run.clone();
            self.report.kinds.menus.found += 1;
            let (key, known) = match run.judge_item(tx, ItemKind::MenuItem, &item.common, &hash)? {
                Verdict::Repeated => {
                    self.report.kinds.menus.skip_repeated();
                    continue;
                }
                Verdict::Same { key, known } => {
                    written.insert(item.common.external_id, known.target);
                    below.push((known.target, item.parent_item));
                    let outcome = run.see_again(tx, ItemKind::MenuItem, &key, known)?;
                    self.report.kinds.menus.count(outcome);
                    continue;
                }
                Verdict::New { key } => (key, None),
                Verdict::Changed { key, target } => (key, Some(target)),
            };
            let Some(destination) = self.destination(tx, &item)? else {
                if let Some(known) = known {
                    menu::delete(tx, known)?;
                }
                self.report
                    .kinds
                    .menus
                    .skip("leads to something that the source does not hold");
                self.report.problem(Problem {
                    kind: ProblemKind::MissingReference,
                    place,
                    detail: format!(
                        "the menu line «{}» leads to something that the source does not hold",
                        item.label
                    ),
                    lost: false,
                });
                continue;
            };
            let new = NewLine {
                label: warraq_text::bidi::plain(&warraq_import::clean::title(&item.label)),
                menu: item.menu,
                position: item.order,
                destination,
            };
            let line = menu::write(tx, known, &new)?;
            let outcome = Outcome::of_writing(known);
            let done = Done {
                hash,
                target: line,
                outcome,
                identity: identity(&item.common),
            };
            run.remember(tx, ItemKind::MenuItem, &key, done)?;
            self.report.kinds.menus.count(outcome);
            written.insert(item.common.external_id, line);
            below.push((line, item.parent_item));
        }
        for (line, parent) in below {
            let parent = written.get(&parent).copied();
            menu::nest(tx, line, parent.filter(|parent| *parent != line))?;
        }
        place_menus(tx)
    }

    fn destination(
        &mut self,
        tx: &mut Conn,
        item: &MenuItem,
    ) -> Result<Option<Destination>, IngestError> {
        let source = &self.run.source;
        Ok(match &item.target {
            MenuTarget::Url(url) => Some(Destination::Href(self.local(url))),
            MenuTarget::Item(number) => {
                imports::target(tx, source, ItemKind::Article, &number.to_string())?
                    .map(|id| Destination::Target(Target::Article(ArticleId(id))))
            }
            MenuTarget::Term(Taxonomy::Section, number) => self
                .catalogue
                .section_numbered(*number)
                .map(|id: SectionId| Destination::Target(Target::Section(id))),
            MenuTarget::Term(Taxonomy::Tag, number) => self
                .catalogue
                .tag_numbered(*number)
                .map(|id| Destination::Target(Target::Tag(id))),
            MenuTarget::Term(Taxonomy::Other(_), _) => None,
        })
    }

    /// An address of the old site becomes a path of this one.
    fn local(&self, url: &str) -> String {
        let host = url
            .split("://")
            .nth(1)
            .and_then(|rest| rest.split('/').next());
        let ours = host.is_some_and(|host| self.site_hosts.iter().any(|h| h == host));
        match (ours, url.split_once("://")) {
            (true, _) => addresses::path_of(url).unwrap_or_else(|| "/".to_owned()),
            (false, Some(("http" | "https", _))) => url.to_owned(),
            // `javascript:` and the like lead nowhere; so does a bare `#`.
            (false, _) if url.starts_with('/') => url.to_owned(),
            (false, _) => "/".to_owned(),
        }
    }
}

/// Decides which menu stands where, unless that is decided.
fn place_menus(tx: &mut Conn) -> Result<(), IngestError> {
    let decided = writing::settings(tx)?;
    let names = menu::names(tx)?;
    let is_any = |name: &str, words: &[&str]| {
        let folded = warraq_text::fold::fold(&warraq_text::path::canonical(name));
        words
            .iter()
            .any(|word| folded.contains(&warraq_text::fold::fold(word)))
    };
    let foot = names.iter().find(|name| is_any(name, &FOOT));
    let head = names
        .iter()
        .find(|name| is_any(name, &HEAD) && Some(*name) != foot)
        .or_else(|| names.iter().find(|name| Some(*name) != foot));
    for (key, name) in [("menu.main", head), ("menu.footer", foot)] {
        if let Some(name) = name
            && !decided.iter().any(|(known, _)| known == key)
        {
            writing::setting(tx, key, name)?;
        }
    }
    Ok(())
}
