//! Every address of the newsroom, with the right that it takes. What is not here does not exist.

use std::sync::LazyLock;

use warraq_archive::accounts::{Allowed, Claim, Refusal, Right, SignedIn};

use super::visit::Visit;
use super::{
    articles, audit, comments, dashboard, door, front, links, media, names, own, people, prove,
    reads, redirects, sections, settings,
};
use crate::error::Error;
use crate::respond::Answer;

/// How an address is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Get,
    Post,
}

use Way::{Get, Post};

type Made = Result<Answer, Error>;
type Enter = Box<dyn Fn(&Visit<'_>, &SignedIn) -> Made + Send + Sync>;

/// Who may go where, and what answers them there.
pub(super) enum Access {
    /// Whoever comes: the door itself.
    Door(fn(&Visit<'_>) -> Made),
    /// Whoever has the right.
    Room(Right, Enter),
}

/// One address.
pub(super) struct Route {
    pub(super) way: Way,
    /// `{}` stands for one part of a path.
    pub(super) pattern: &'static str,
    pub(super) access: Access,
    /// Whether its form may bring files.
    pub(super) takes_files: bool,
}

impl Route {
    /// The same, where the form may bring files.
    fn with_files(self) -> Self {
        Self {
            takes_files: true,
            ..self
        }
    }

    /// Whether a stranger makes us compare a password here.
    pub(super) fn hashes(&self) -> bool {
        self.way == Post && matches!(self.access, Access::Door(_))
    }
}

/// An address that was found.
pub(super) struct Found<'p> {
    pub(super) route: &'static Route,
    /// The parts of the path that `{}` stands for.
    pub(super) captured: Vec<&'p str>,
}

/// Finds what answers a path.
pub(super) fn find(way: Way, path: &str) -> Option<Found<'_>> {
    ROUTES
        .iter()
        .filter(|route| route.way == way)
        .find_map(|route| {
            let captured = captured(route.pattern, path)?;
            Some(Found { route, captured })
        })
}

pub(super) static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    vec![
        door(Get, "/admin/sign-in", door::show),
        door(Post, "/admin/sign-in", door::sign_in),
        door(Get, "/admin/sign-in/code", door::code),
        door(Post, "/admin/sign-in/code", door::second_step),
        door(Get, "/admin/way-back", links::way_back),
        door(Post, "/admin/way-back", links::ask_for_way_back),
        door(Get, "/admin/welcome/{}", links::welcome),
        door(Post, "/admin/welcome/{}", links::set_password),
        door(Get, "/admin/shown/{}", articles::shown),
        room(Get, "/admin", dashboard::show),
        room(Post, "/admin/sign-out", door::sign_out),
        room(Get, "/admin/prove", prove::show),
        room(Post, "/admin/prove", prove::prove),
        room(Get, "/admin/account", own::show),
        room(Post, "/admin/account/password", own::change_password),
        room(Get, "/admin/account/factor", own::new_factor),
        room(Post, "/admin/account/factor", own::add_factor),
        room(Post, "/admin/account/factor/remove", own::remove_factor),
        room(Post, "/admin/account/recovery", own::renew_codes),
        room(Post, "/admin/account/sessions/end", own::end_other_sessions),
        room(Post, "/admin/account/sessions/{}/end", own::end_session),
        room(Get, "/admin/articles", articles::show),
        room(Post, "/admin/articles", articles::begin).with_files(),
        // Before the numbers.
        room(Get, "/admin/articles/new", articles::new),
        room(Post, "/admin/articles/bulk", articles::bulk),
        room(Post, "/admin/articles/bulk/{}/undo", articles::undo_bulk),
        room(Get, "/admin/articles/{}", articles::edit),
        room(Post, "/admin/articles/{}", articles::save).with_files(),
        room(Get, "/admin/articles/{}/preview", articles::preview),
        // For the editor's script; 0 is an article that nobody has saved yet.
        room(Post, "/admin/articles/{}/autosave", articles::autosave),
        room(Post, "/admin/articles/{}/hold", articles::hold),
        room(Get, "/admin/articles/{}/unsaved/{}", articles::unsaved),
        room(
            Post,
            "/admin/articles/{}/unsaved/{}/drop",
            articles::drop_unsaved,
        ),
        room(Get, "/admin/articles/{}/compare", articles::compare),
        room(Get, "/admin/articles/{}/revisions", articles::revisions),
        room(Get, "/admin/articles/{}/revisions/{}", articles::revision),
        room(
            Post,
            "/admin/articles/{}/revisions/{}/restore",
            articles::restore,
        ),
        room(Post, "/admin/articles/{}/publish", articles::publish).with_files(),
        room(Post, "/admin/articles/{}/take-back", articles::take_back).with_files(),
        room(Post, "/admin/articles/{}/withdraw", articles::withdraw).with_files(),
        room(Get, "/admin/media", media::show),
        room(Post, "/admin/media", media::add).with_files(),
        room(Get, "/admin/media.json", media::pick),
        room(Get, "/admin/media/{}", media::item),
        room(Post, "/admin/media/{}", media::describe),
        room(Get, "/admin/media/{}/{}", media::picture),
        room(Post, "/admin/media/{}/delete", media::delete),
        room(Get, "/admin/uploads/{}/{}/{}/{}", media::file),
        room(Get, comments::PATH, comments::show),
        room(Post, comments::PATH, comments::decide),
        // Before the numbers.
        room(Post, "/admin/comments/undo", comments::undo),
        room(Get, "/admin/comments/{}", comments::case),
        room(Post, "/admin/comments/{}/answer", comments::answer),
        room(Post, "/admin/comments/{}/ban", comments::ban),
        room(Get, "/admin/articles/{}/review", articles::review),
        room(Post, "/admin/articles/{}/review", articles::step),
        room(Post, "/admin/articles/{}/links", articles::share),
        room(
            Post,
            "/admin/articles/{}/links/{}/revoke",
            articles::unshare,
        ),
        room(Get, "/admin/review", articles::waiting),
        room(Get, "/admin/front", front::show),
        room(Post, "/admin/front", front::arrange),
        room(Get, "/admin/front/preview", front::preview),
        room(Get, "/admin/sections", sections::show),
        room(Post, "/admin/sections", sections::add),
        room(Post, "/admin/sections/{}", sections::change),
        room(Post, "/admin/sections/{}/shift", sections::shift),
        room(Get, "/admin/tags", names::tags),
        room(Get, "/admin/tags/{}", names::tag),
        room(Post, "/admin/tags/{}", names::change_tag),
        room(Post, "/admin/tags/{}/merge", names::merge_tag),
        room(Get, "/admin/names", names::people),
        room(Get, "/admin/names/{}", names::person),
        room(Post, "/admin/names/{}", names::change_person),
        room(Post, "/admin/names/{}/merge", names::merge_person),
        room(Get, "/admin/redirects", redirects::show),
        room(Post, "/admin/redirects", redirects::add),
        room(Post, "/admin/redirects/remove", redirects::remove),
        room(Get, "/admin/reads", reads::show),
        room(Get, "/admin/people", people::show),
        room(Post, "/admin/people", people::invite),
        room(Post, "/admin/people/{}/role", people::change_role),
        room(Get, "/admin/people/{}/sections", people::sections),
        room(Post, "/admin/people/{}/sections", people::set_sections),
        room(Post, "/admin/people/{}/link", people::make_link),
        room(Post, "/admin/people/{}/disable", people::disable),
        room(Post, "/admin/people/{}/enable", people::enable),
        room(Post, "/admin/people/{}/factor", people::remove_factor),
        room(Get, "/admin/settings", settings::show),
        room(Post, "/admin/settings", settings::change),
        room(Get, "/admin/settings/law/{}", settings::law),
        room(Post, "/admin/settings/law/{}", settings::write_law),
        room(Get, "/admin/audit", audit::show),
    ]
});

/// Every address with its right.
pub(crate) fn addresses() -> Vec<(&'static str, &'static str, Option<Right>)> {
    let address = |route: &'static Route| {
        let method = match route.way {
            Get => "GET",
            Post => "POST",
        };
        let right = match route.access {
            Access::Door(_) => None,
            Access::Room(right, _) => Some(right),
        };
        (method, route.pattern, right)
    };
    ROUTES.iter().map(address).collect()
}

fn door(way: Way, pattern: &'static str, handler: fn(&Visit<'_>) -> Made) -> Route {
    Route {
        way,
        pattern,
        access: Access::Door(handler),
        takes_files: false,
    }
}

/// A page function that is given the proof of the right `R`: the right that stands in the table and
/// the right that was proved are one.
fn room<R: Claim + 'static>(
    way: Way,
    pattern: &'static str,
    handler: fn(&Visit<'_>, &SignedIn, &Allowed<R>) -> Made,
) -> Route {
    let enter = move |visit: &Visit<'_>, who: &SignedIn| match who.claim::<R>() {
        Ok(allowed) => handler(visit, who, &allowed),
        Err(Refusal::NotFresh) => Ok(Answer::see(&prove::address(&page_of(visit.path)))),
        Err(Refusal::NoSecondFactor) => Ok(Answer::see(own::PATH)),
        Err(Refusal::NoRight) => visit.forbidden(who),
    };
    Route {
        way,
        pattern,
        access: Access::Room(R::RIGHT, Box::new(enter)),
        takes_files: false,
    }
}

/// The page that a form stands on: the nearest above it that can be looked at.
fn page_of(path: &str) -> String {
    let mut path = path;
    loop {
        if find(Get, path).is_some() {
            return path.to_owned();
        }
        match path.rsplit_once('/') {
            Some((above, _)) => path = above,
            None => return super::HOME.to_owned(),
        }
    }
}

/// The parts that `{}` stands for, when a path has the form of a pattern.
fn captured<'p>(pattern: &str, path: &'p str) -> Option<Vec<&'p str>> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let (mut parts, mut captured) = (path.split('/'), Vec::new());
    for wanted in pattern.split('/') {
        let part = parts.next()?;
        match wanted {
            "{}" if !part.is_empty() => captured.push(part),
            _ if wanted == part => {}
            _ => return None,
        }
    }
    parts.next().is_none().then_some(captured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_as_it_is_written() {
        assert_eq!(captured("/admin", "/admin"), Some(vec![]));
        assert_eq!(captured("/admin", "/admin/"), Some(vec![]));
        assert_eq!(captured("/admin/a/{}/b", "/admin/a/7/b"), Some(vec!["7"]));
        for path in [
            "/admin/a//b",
            "/admin/a/7",
            "/admin/a/7/b/c",
            "/admin//",
            "/ADMIN/a/7/b",
        ] {
            assert_eq!(captured("/admin/a/{}/b", path), None, "{path}");
        }
        assert_eq!(captured("/admin", "/admin/x.css"), None);
    }

    #[test]
    fn a_form_stands_on_a_page() {
        assert_eq!(page_of("/admin/people/7/role"), "/admin/people");
        assert_eq!(
            page_of("/admin/account/factor/remove"),
            "/admin/account/factor"
        );
        assert_eq!(page_of("/admin/nowhere"), "/admin");
    }

    #[test]
    fn no_address_is_answered_twice() {
        for (n, route) in ROUTES.iter().enumerate() {
            let path = route.pattern.replace("{}", "1");
            let found = ROUTES.iter().position(|other| {
                other.way == route.way && captured(other.pattern, &path).is_some()
            });
            assert_eq!(found, Some(n), "{}", route.pattern);
        }
    }

    #[test]
    fn only_the_door_is_open() {
        let open: Vec<&str> = ROUTES
            .iter()
            .filter(|route| matches!(route.access, Access::Door(_)))
            .map(|route| route.pattern)
            .collect();
        let starts = [
            "/admin/sign-in",
            "/admin/way-back",
            "/admin/welcome/{}",
            "/admin/shown/{}",
        ];
        for pattern in open {
            assert!(
                starts.iter().any(|start| pattern.starts_with(start)),
                "{pattern}"
            );
        }
    }
}
