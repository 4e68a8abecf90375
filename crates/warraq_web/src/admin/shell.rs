//! What stands around every page of the newsroom.

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;
use warraq_archive::accounts::SignedIn;

use super::nav::{self, NavGroup};
use super::visit::Visit;
use crate::assets::Assets;
use crate::error::Error;
use crate::respond::{Answer, CachePolicy, Kind};
use crate::templates::Templates;
use crate::view::{Frame, colour, initial};

#[derive(Serialize)]
struct Shell<'a> {
    paper: &'a str,
    motto: &'a str,
    language: &'a str,
    direction: &'static str,
    title: &'a str,
    style: &'static str,
    favicon: &'static str,
    wordmark: &'static str,
    nav: Vec<NavGroup>,
    me: Option<Me<'a>>,
}

/// Who looks at the page.
#[derive(Serialize)]
struct Me<'a> {
    name: &'a str,
    initial: String,
    colour: &'static str,
    role: String,
    lacks_factor: bool,
}

/// Prints a page. Nobody keeps it.
pub(super) fn print(
    visit: &Visit<'_>,
    who: Option<&SignedIn>,
    template: &str,
    title: &str,
    page: impl Serialize,
) -> Result<Answer, Error> {
    let assets = Assets::get();
    let settings = &visit.settings;
    let is_drawn = Frame::has_wordmark(&settings.title);
    let shell = Shell {
        paper: &settings.title,
        motto: &settings.description,
        language: &settings.language,
        direction: visit.words.direction,
        title,
        style: assets.address("admin.css"),
        favicon: assets.address("favicon.svg"),
        wordmark: if is_drawn {
            assets.address("wordmark.svg")
        } else {
            ""
        },
        nav: who.map_or_else(Vec::new, |who| nav::of(visit, who)),
        me: who.map(|who| me(visit, who)),
    };
    let html = Templates::get().render(
        template,
        context! {
            w => visit.words.tree(),
            shell => Value::from(Serde(&shell)),
            page => Value::from(Serde(&page)),
        },
    )?;
    Ok(Answer::new(Kind::Html, html, CachePolicy::NoStore))
}

fn me<'a>(visit: &Visit<'_>, who: &'a SignedIn) -> Me<'a> {
    let account = who.account();
    Me {
        name: &account.name,
        initial: initial(&account.name),
        colour: colour(&account.name),
        role: role(visit, account.role.name()),
        lacks_factor: who.lacks_factor(),
    }
}

/// What the newsroom calls a role.
pub(super) fn role(visit: &Visit<'_>, name: &str) -> String {
    visit.words.say(&format!("admin.roles.{name}")).to_owned()
}
