//! Films that an article shows, as its sanitised body has them.

/// A film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Film {
    /// On another site, to which a card in the body leads.
    Elsewhere {
        /// The page for people.
        page: String,
        /// The player alone, where its address is known.
        player: Option<String>,
    },
    /// A file of the paper.
    Ours {
        /// Its path, or its full address elsewhere.
        path: String,
    },
}

impl Film {
    /// The films of a body in their order.
    pub(crate) fn all(body: &str) -> Vec<Self> {
        // The cleaner writes every attribute in double quotes, and a card's link right after it.
        let cards = body
            .match_indices("data-embed=\"")
            .filter_map(|(at, mark)| {
                let (site, rest) = body.get(at + mark.len()..)?.split_once('"')?;
                if !["youtube", "vimeo", "dailymotion"].contains(&site) {
                    return None;
                }
                let page = attribute(rest, "href")?;
                let player = player(site, &page);
                Some((at, Self::Elsewhere { page, player }))
            });
        let own = body.match_indices("<video").filter_map(|(at, _)| {
            let path = attribute(body.get(at..)?, "src")?;
            Some((at, Self::Ours { path }))
        });
        let mut films: Vec<_> = cards.chain(own).collect();
        films.sort_by_key(|(at, _)| *at);
        films.into_iter().map(|(_, film)| film).collect()
    }
}

impl Film {
    /// Whether it is played in the page once a reader asks for it.
    pub(crate) fn has_player(&self) -> bool {
        matches!(
            self,
            Self::Elsewhere {
                player: Some(_),
                ..
            }
        )
    }
}

/// The player of a film whose page is known.
fn player(site: &str, page: &str) -> Option<String> {
    let after = |mark: &str| page.split_once(mark).map(|(_, rest)| rest);
    let (rest, players) = match site {
        "youtube" => (
            after("v=")
                .or_else(|| after("youtu.be/"))
                .or_else(|| after("/shorts/"))
                .or_else(|| after("/live/")),
            "https://www.youtube-nocookie.com/embed/",
        ),
        "vimeo" => (after("vimeo.com/"), "https://player.vimeo.com/video/"),
        _ => (after("/video/"), "https://www.dailymotion.com/embed/video/"),
    };
    let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let name: String = rest?.chars().take_while(is_part).collect();
    (!name.is_empty()).then(|| format!("{players}{name}"))
}

/// The first attribute of this name.
fn attribute(markup: &str, name: &str) -> Option<String> {
    let (_, rest) = markup.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    // An address holds no other sign that mark-up would write as a code.
    Some(value.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_are_found_in_their_order() {
        let body = "<p>نص</p><figure class=\"embed\" data-embed=\"youtube\">\
            <a href=\"https://www.youtube.com/watch?v=aqz-KE&amp;t=3\">فيلم</a></figure>\
            <video controls src=\"/wp-content/uploads/a.mp4\"></video>\
            <figure class=\"embed\" data-embed=\"x\"><a href=\"https://x.com/1\">منشور</a></figure>";
        let elsewhere = Film::Elsewhere {
            page: "https://www.youtube.com/watch?v=aqz-KE&t=3".to_owned(),
            player: Some("https://www.youtube-nocookie.com/embed/aqz-KE".to_owned()),
        };
        let ours = Film::Ours {
            path: "/wp-content/uploads/a.mp4".to_owned(),
        };
        assert_eq!(Film::all(body), [elsewhere, ours]);
        assert!(Film::all("<p>بلا أفلام</p>").is_empty());
    }
    #[test]
    fn players_are_known_by_the_pages_of_their_films() {
        let players = [
            ("youtube", "https://youtu.be/aqz-KE?t=3"),
            ("vimeo", "https://vimeo.com/76979871"),
            ("dailymotion", "https://www.dailymotion.com/video/x7tgad0"),
        ]
        .map(|(site, page)| player(site, page).unwrap());
        assert_eq!(
            players,
            [
                "https://www.youtube-nocookie.com/embed/aqz-KE",
                "https://player.vimeo.com/video/76979871",
                "https://www.dailymotion.com/embed/video/x7tgad0",
            ]
        );
        assert_eq!(player("youtube", "https://www.youtube.com/@warraq"), None);
    }
}
